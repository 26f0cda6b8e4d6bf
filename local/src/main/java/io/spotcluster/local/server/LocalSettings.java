package io.spotcluster.local.server;

import io.spotcluster.configuration.Configuration;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How an instance is to run.
 *
 * @param data folder for everything it keeps
 * @param bind address to listen at
 * @param port to listen at; any free one, if 0
 * @param rootUrl by which clients reach it, without a slash at the end; made of address and port, if absent
 * @param workers how many worker processes to keep running
 * @param workerIdleTimeout see {@link io.spotcluster.local.workers.WorkerPlan}
 * @param configuration of the services
 * @param claimTimeout after which a claim that was not renewed ends, and the task is tried again
 */
public record LocalSettings(
        Path data,
        String bind,
        int port,
        Optional<URI> rootUrl,
        int workers,
        Duration workerIdleTimeout,
        Configuration configuration,
        Duration claimTimeout) {
    public static final String LOOPBACK = "127.0.0.1";

    /** The pool of the instance's own workers, which tasks name as their {@code taskQueueId}. */
    public static final String WORKER_POOL = "local/worker";

    private static final Duration WORKER_IDLE_TIMEOUT = Duration.ofMinutes(10);

    /** Shorter than in a cloud, where a claim costs money; generic-worker needs 210 s at least. */
    private static final Duration CLAIM_TIMEOUT = Duration.ofMinutes(5);

    /** For this machine alone, on a free port. */
    public static LocalSettings onFreePort(Path data, int workers) {
        return new LocalSettings(
                data, LOOPBACK, 0, Optional.empty(), workers, WORKER_IDLE_TIMEOUT, Configuration.NONE, CLAIM_TIMEOUT);
    }

    public LocalSettings withAddress(String newBind, int newPort, Optional<URI> newRootUrl) {
        return new LocalSettings(
                data, newBind, newPort, newRootUrl, workers, workerIdleTimeout, configuration, claimTimeout);
    }

    public LocalSettings withWorkerIdleTimeout(Duration newTimeout) {
        return new LocalSettings(data, bind, port, rootUrl, workers, newTimeout, configuration, claimTimeout);
    }

    public LocalSettings withClaimTimeout(Duration newTimeout) {
        return new LocalSettings(data, bind, port, rootUrl, workers, workerIdleTimeout, configuration, newTimeout);
    }

    public LocalSettings withConfiguration(Configuration newConfiguration) {
        return new LocalSettings(data, bind, port, rootUrl, workers, workerIdleTimeout, newConfiguration, claimTimeout);
    }
}

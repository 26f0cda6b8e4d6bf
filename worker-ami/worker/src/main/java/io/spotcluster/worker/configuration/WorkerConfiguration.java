package io.spotcluster.worker.configuration;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.worker.queue.WorkerIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * All settings of a worker, with the defaults filled in. {@link ConfigurationFile} declares names, defaults and bounds;
 * the manual explains them.
 *
 * @param rootUrl of the deployment, without a slash at the end
 * @param apiUrl where the worker's requests go, if not to the root URL, which they are signed for all the same; without a slash
 *     at the end
 * @param credentials for claiming; a task's own calls use those of its claim
 * @param capacity tasks at a time
 * @param pollInterval between two requests for work while there is none
 * @param idleTimeout without any task, after which the worker exits; empty, if it stays
 * @param numberOfTasksToRun after which the worker exits; empty, if it goes on
 * @param maxTaskRunTime upper bound of a payload's {@code maxRunTime}
 * @param statusInterval between two looks at a running task's status, which notice a cancellation; empty, if only reclaiming
 *     does
 * @param killGrace between SIGTERM and SIGKILL for a task's processes
 * @param shutdownTimeout for everything that is done after the worker was asked to stop
 * @param requiredFreeDisk bytes, below which no task is claimed
 * @param workerLocation what {@code TASKCLUSTER_WORKER_LOCATION} tells tasks
 */
public record WorkerConfiguration(
        URI rootUrl,
        Optional<URI> apiUrl,
        Credentials credentials,
        WorkerIdentity identity,
        Path workDir,
        int capacity,
        Duration pollInterval,
        Optional<Duration> idleTimeout,
        Optional<Long> numberOfTasksToRun,
        Duration maxTaskRunTime,
        Optional<Duration> statusInterval,
        Duration killGrace,
        Duration shutdownTimeout,
        long requiredFreeDisk,
        LiveLogAddress liveLog,
        Map<String, String> workerLocation,
        Optional<String> instanceType) {
    public WorkerConfiguration {
        workerLocation = Map.copyOf(workerLocation);
    }

    /**
     * Where live logs are served.
     *
     * @param bind address of this machine to listen on
     * @param port to listen on; 0 for any free one
     * @param publicHost name or address that readers of the log use
     */
    public record LiveLogAddress(String bind, int port, String publicHost) {}
}

package io.spotcluster.worker.task;

import io.spotcluster.worker.artifact.RunArtifacts;
import io.spotcluster.worker.log.LiveLogServer;
import io.spotcluster.worker.log.TaskLog;
import io.spotcluster.worker.payload.ArtifactDeclaration.ContentEncoding;
import io.spotcluster.worker.payload.Logs;
import io.spotcluster.worker.queue.NewArtifact;
import io.spotcluster.worker.queue.NewArtifact.Link;
import io.spotcluster.worker.queue.NewArtifact.Reference;
import io.spotcluster.worker.retry.Retries;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Publishes a log: while the task runs, as a reference to this worker's own server; at the end, as the stored backing log,
 * to which the live log's name then links. Workers have always done it in this order (reference, link, backing log), and
 * readers rely on it.
 */
final class LogPublication {
    private static final String CONTENT_TYPE = "text/plain; charset=utf-8";
    /** After the task's longest time: for clocks that differ, and for the uploads. */
    private static final Duration LIVE_EXTRA = Duration.ofMinutes(15);

    private final RunArtifacts artifacts;
    private final LiveLogServer server;
    private final TaskLog log;
    private final Logs logs;
    private final Instant taskExpires;
    private final Consumer<String> console;
    private Optional<Live> live = Optional.empty();

    LogPublication(
            RunArtifacts artifacts,
            LiveLogServer server,
            TaskLog log,
            Logs logs,
            Instant taskExpires,
            Consumer<String> console) {
        this.artifacts = artifacts;
        this.server = server;
        this.log = log;
        this.logs = logs;
        this.taskExpires = taskExpires;
        this.console = console;
    }

    /** A live log, and the thread that makes its artifact: the task does not wait for that. */
    private record Live(URI address, Thread creation) {}

    /**
     * Begins to serve the live log.
     *
     * @param end when the task has ended at the latest
     */
    void start(Instant end) {
        if (!logs.publishLive()) {
            return;
        }
        URI address = server.serve(log);
        Instant expires = end.plus(LIVE_EXTRA).isBefore(taskExpires) ? end.plus(LIVE_EXTRA) : taskExpires;
        Thread creation = Thread.ofVirtual()
                .name("live log " + logs.live())
                .start(() -> create(new Reference(expires, CONTENT_TYPE, address)));
        live = Optional.of(new Live(address, creation));
    }

    private void create(NewArtifact reference) {
        try {
            artifacts.create(logs.live(), reference, log::warn);
        } catch (IOException e) {
            log.warn("there is no live log: " + Retries.describe(e));
        } catch (InterruptedException e) {
            // The task is over: the link to the stored log comes instead.
        }
    }

    /**
     * Ends the log, and stores it.
     *
     * @param readersPatience for readers of the live log who are behind
     */
    void finish(Duration readersPatience) throws IOException, InterruptedException {
        log.close();
        if (live.isPresent()) {
            Thread creation = live.get().creation();
            creation.interrupt();
            creation.join();
        }
        if (logs.publishBacking()) {
            if (logs.publishLive()) {
                artifacts.create(logs.live(), new Link(taskExpires, CONTENT_TYPE, logs.backing()), console);
            }
            artifacts.upload(logs.backing(), taskExpires, CONTENT_TYPE, log.file(), ContentEncoding.GZIP, console);
        }
        if (live.isPresent()) {
            server.withdraw(live.get().address(), readersPatience);
        }
    }

    /** Serves nothing any more, however the publication went. */
    void stop() throws InterruptedException {
        log.close();
        if (live.isPresent()) {
            live.get().creation().interrupt();
            server.withdraw(live.get().address(), Duration.ZERO);
        }
    }
}

package io.spotcluster.local.demo;

import io.spotcluster.api.client.ApiClient;
import io.spotcluster.local.graph.TaskGraph;
import io.spotcluster.local.server.LocalServer;
import io.spotcluster.local.server.LocalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs a graph on an instance of its own, in a folder of its own. */
public final class Demo implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final int WORKERS = 2;

    /** A demonstration that was killed leaves no workers behind for long. */
    private static final Duration WORKER_IDLE_TIMEOUT = Duration.ofMinutes(1);

    private final Path folder;
    private final boolean keep;
    private final Clock clock;
    private final LocalServer server;
    private boolean ended;

    private Demo(Path folder, boolean keep, Clock clock, LocalServer server) {
        this.folder = folder;
        this.keep = keep;
        this.clock = clock;
        this.server = server;
    }

    /**
     * Starts the instance.
     *
     * @param folder empty; artifacts are left in it, and the instance's data too where it is to be kept
     * @param keep whether to keep that data although all tasks completed
     */
    public static Demo start(Path folder, boolean keep, Clock clock) throws IOException {
        LocalServer server = LocalServer.start(
                LocalSettings.onFreePort(data(folder), WORKERS).withWorkerIdleTimeout(WORKER_IDLE_TIMEOUT), clock);
        return new Demo(folder, keep, clock, server);
    }

    /** Where the instance of a demonstration in {@code folder} keeps its data. */
    public static Path data(Path folder) {
        return folder.resolve("instance");
    }

    /**
     * Submits the graph and watches it until nothing more will happen.
     *
     * @param began when the user began to wait
     * @return whether all tasks completed
     */
    public boolean run(TaskGraph graph, DisplayKind kind, Terminal terminal, Instant began)
            throws IOException, InterruptedException {
        try (ApiClient client = ApiClient.of(server.rootUrl())) {
            boolean completed = new GraphRun(client, server.root(), LOOK_AGAIN, clock)
                    .run(graph, LocalSettings.WORKER_POOL, artifacts(), this::left, kind, terminal, began);
            if (completed && !keep) {
                server.close();
                delete(data(folder));
            }
            return completed;
        }
    }

    /** Nobody breaks it off any more. */
    private String left(boolean completed) {
        ended = true;
        return keep || !completed ? data(folder).toString() : "";
    }

    private Path artifacts() {
        return folder.resolve("artifacts");
    }

    /** Ends the instance. What was broken off leaves nothing behind. */
    @Override
    public void close() throws IOException {
        server.close();
        if (!ended) {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(deepestFirst::add);
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}

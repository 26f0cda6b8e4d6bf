package io.spotcluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.client.ApiClient;
import io.spotcluster.api.client.RetryRule;
import io.spotcluster.api.json.Json;
import io.spotcluster.worker.configuration.WorkerConfiguration;
import io.spotcluster.worker.configuration.WorkerConfiguration.LiveLogAddress;
import io.spotcluster.worker.fake.FakeQueue;
import io.spotcluster.worker.files.WorkFolder;
import io.spotcluster.worker.log.LiveLogServer;
import io.spotcluster.worker.queue.ApiQueueClient;
import io.spotcluster.worker.queue.WorkerIdentity;
import io.spotcluster.worker.retry.Backoff;
import io.spotcluster.worker.retry.Retries;
import io.spotcluster.worker.task.Machine;
import io.spotcluster.worker.task.Services;
import io.spotcluster.worker.task.Shutdown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A real worker in this JVM, with short waits, working for a {@link FakeQueue}. */
final class WorkerHarness implements AutoCloseable {
    private final FakeQueue queue;
    private final WorkFolder folder;
    private final LiveLogServer liveLogs;
    private final ApiClient api;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> console = new CopyOnWriteArrayList<>();
    private final CompletableFuture<ExitCode> ended = new CompletableFuture<>();
    private final CompletableFuture<Worker> worker = new CompletableFuture<>();

    WorkerHarness(FakeQueue queue, Path workDir) {
        this(queue, configuration(queue, workDir));
    }

    WorkerHarness(FakeQueue queue, WorkerConfiguration configuration) {
        this.queue = queue;
        try {
            folder = WorkFolder.take(configuration.workDir());
            liveLogs = new LiveLogServer(InetAddress.getLoopbackAddress(), 0, "127.0.0.1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        api = new ApiClient(configuration.rootUrl().toString(), RetryRule.NEVER, Clock.systemUTC());
        Services services = new Services(
                configuration,
                new ApiQueueClient(api, configuration.identity(), configuration.credentials()),
                http,
                new Retries(new Backoff(40, Duration.ofMillis(10), Duration.ofMillis(100))),
                folder,
                liveLogs,
                Machine.current(),
                Clock.systemUTC(),
                new Shutdown(configuration.shutdownTimeout()),
                console::add);
        Thread.ofPlatform().name("worker under test").start(() -> {
            Worker created = new Worker(services);
            worker.complete(created);
            try {
                ended.complete(created.run());
            } catch (IOException | RuntimeException e) {
                ended.completeExceptionally(e);
            }
        });
    }

    /** What most tests use; others change a part of it. */
    static WorkerConfiguration configuration(FakeQueue queue, Path workDir) {
        return new WorkerConfiguration(
                queue.rootUrl(),
                Optional.empty(),
                FakeQueue.WORKER,
                new WorkerIdentity(queue.workerPoolId(), "group", "worker"),
                workDir,
                1,
                Duration.ofMillis(20),
                Optional.empty(),
                Optional.empty(),
                Duration.ofHours(1),
                Optional.of(Duration.ofMillis(50)),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                0,
                new LiveLogAddress("127.0.0.1", 0, "127.0.0.1"),
                Map.of("cloud", "none"),
                Optional.empty());
    }

    /** A payload that runs a shell script. */
    static ObjectNode script(String script) {
        return commands(List.of("sh", "-c", script));
    }

    @SafeVarargs
    static ObjectNode commands(List<String>... commands) {
        ObjectNode payload = Json.MAPPER.createObjectNode().put("maxRunTime", 600);
        ArrayNode list = payload.putArray("command");
        for (List<String> command : commands) {
            ArrayNode arguments = list.addArray();
            command.forEach(arguments::add);
        }
        return payload;
    }

    List<String> console() {
        return List.copyOf(console);
    }

    /** Asks it to stop, as SIGTERM does. */
    void stop() {
        worker.join().stop();
    }

    ExitCode awaitEnd() {
        return ended.join();
    }

    @Override
    public void close() throws IOException {
        stop();
        awaitEnd();
        liveLogs.close();
        api.close();
        http.close();
        folder.close();
        assertThat(queue.complaints()).isEmpty();
    }
}

package io.spotcluster.local;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import io.spotcluster.local.files.PrivateFiles;
import io.spotcluster.local.server.LocalServer;
import io.spotcluster.local.server.LocalSettings;
import io.spotcluster.worker.WorkerMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Does what the server and the workers do, so that the virtual machine can record which classes that takes, and for the
 * server which code is hot: with that it compiles the right code early (https://openjdk.org/jeps/515).
 */
@Command(name = "train", hidden = true, description = "Fills a start-up cache; part of the build.")
final class TrainCommand implements Callable<Integer> {
    /** Whose start-up is recorded. */
    enum Role {
        LOCAL,
        WORKER
    }

    private static final String GROUP = Slug.nice();

    /** Enough to find the hot code, few enough for a build. */
    private static final int TASKS = 3000;

    private static final Duration LONGEST = Duration.ofSeconds(12);
    private static final int AT_ONCE = 8;

    @Option(names = "--data", required = true, paramLabel = "DIR")
    private Path data = Path.of("");

    @Option(names = "--role", required = true, paramLabel = "local|worker")
    private Role role = Role.LOCAL;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.alsoTo(data.resolve("training.log"));
        try (LocalServer server = LocalServer.start(LocalSettings.onFreePort(data, 0), Clock.systemUTC());
                ApiClient client = ApiClient.of(server.rootUrl())) {
            return switch (role) {
                case LOCAL -> liveTasks(client, server.root());
                case WORKER -> runATask(client, server);
            };
        }
    }

    private static int liveTasks(ApiClient client, Credentials root) throws InterruptedException {
        Instant end = Instant.now().plus(LONGEST);
        AtomicInteger left = new AtomicInteger(TASKS / 2);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> lives = Collections.nCopies(AT_ONCE, () -> {
                do {
                    String first = createTask(client, root, List.of());
                    createTask(client, root, List.of(first));
                    completeATask(client, root);
                    completeATask(client, root);
                } while (left.decrementAndGet() > 0 && Instant.now().isBefore(end));
                return null;
            });
            for (Future<Void> life : executor.invokeAll(lives)) {
                life.get();
            }
            return 0;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a task could not be lived through", e.getCause());
        }
    }

    private static void completeATask(ApiClient client, Credentials root) throws IOException, InterruptedException {
        JsonNode claimed = client.call(
                        ApiCall.post("queue", "claim-work", LocalSettings.WORKER_POOL)
                                .withBody(Map.of("workerGroup", "local", "workerId", "training", "tasks", 1)),
                        root)
                .body()
                .path("tasks")
                .path(0);
        String taskId = claimed.path("status").path("taskId").asString();
        JsonNode issued = claimed.path("credentials");
        Credentials task = new Credentials(
                issued.path("clientId").asString(),
                new AccessToken(issued.path("accessToken").asString()),
                issued.path("certificate").asStringOpt());
        client.call(
                ApiCall.post("queue", "task", taskId, "runs", "0", "artifacts", "public/training")
                        .withBody(Map.of(
                                "storageType", "reference",
                                "url", "http://127.0.0.1/",
                                "contentType", "text/plain",
                                "expires", Timestamp.format(Instant.now().plus(Duration.ofMinutes(30))))),
                task);
        client.call(ApiCall.post("queue", "task", taskId, "runs", "0", "completed"), task);
        client.call(ApiCall.get("queue", "task", taskId, "status"));
        client.call(ApiCall.get("queue", "task-group", GROUP, "list").withQuery("limit", "5"));
    }

    private int runATask(ApiClient client, LocalServer server) throws IOException, InterruptedException {
        createTask(client, server.root(), List.of());
        Path configuration = data.resolve("worker.json");
        ObjectNode worker = Json.MAPPER
                .createObjectNode()
                .put("rootUrl", server.rootUrl())
                .put("clientId", server.root().clientId())
                .put("accessToken", server.root().accessToken().reveal())
                .put("workerPoolId", LocalSettings.WORKER_POOL)
                .put("workerGroup", "local")
                .put("workerId", "training")
                .put("workDir", data.resolve("work").toString())
                .put("numberOfTasksToRun", 1);
        PrivateFiles.write(configuration, worker.toPrettyString());
        return WorkerMain.run("--config", configuration.toString());
    }

    private static String createTask(ApiClient client, Credentials root, List<String> dependencies)
            throws IOException, InterruptedException {
        String taskId = Slug.nice();
        Instant now = Instant.now();
        client.call(
                ApiCall.put("queue", "task", taskId)
                        .withBody(Map.of(
                                "taskQueueId",
                                LocalSettings.WORKER_POOL,
                                "taskGroupId",
                                GROUP,
                                "schedulerId",
                                "training",
                                "dependencies",
                                dependencies,
                                "created",
                                Timestamp.format(now),
                                "deadline",
                                Timestamp.format(now.plus(Duration.ofHours(1))),
                                "payload",
                                Map.of("command", List.of(List.of(java().toString(), "--version")), "maxRunTime", 60),
                                "metadata",
                                Map.of(
                                        "name", "training",
                                        "description", "part of the build",
                                        "owner", "nobody@example.com",
                                        "source", "https://example.com"))),
                root);
        return taskId;
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home")).resolve("bin").resolve("java");
    }
}

package io.spotcluster.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.client.ApiClient;
import io.spotcluster.base.Slug;
import io.spotcluster.local.server.LocalServer;
import io.spotcluster.local.server.LocalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Worker processes with a running task, when the server or they themselves are killed or asked to end. */
class WorkerTest {
    /** The system's clock, which a test can put forward. */
    private static final class PutForward extends Clock {
        private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead.get());
        }

        @Override
        public ZoneId getZone() {
            return Clock.systemUTC().getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new IllegalArgumentException("this clock is always in UTC, not in " + zone);
        }
    }

    @TempDir
    private Path folder = Path.of("");

    private final String taskId = Slug.nice();

    @AfterEach
    void endTheProcessOfTheTask() throws IOException {
        if (Files.exists(processFile())) {
            ProcessHandle.of(taskProcessId()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aRunningTaskGoesOnWhileTheServerIsKilledAndStartedAgain() throws Exception {
        Path go = folder.resolve("go");
        int port;
        long worker;
        try (ForkedServer killed = ForkedServer.start(data(), 0, "1");
                ApiClient api = killed.client()) {
            port = killed.port();
            startTask(
                    new QueueUser(api, killed.root()),
                    "echo $$ > '%s'; while [ ! -e '%s' ]; do sleep 0.1; done".formatted(processFile(), go));
            worker = killed.worker().orElseThrow().pid();
            killed.kill();

            try (ForkedServer server = ForkedServer.start(data(), port, "1");
                    ApiClient again = server.client()) {
                QueueUser queue = new QueueUser(again, server.root());
                assertThat(queue.state(taskId)).isEqualTo("running");
                Files.createFile(go);
                Waiting.until("the task is completed", () -> queue.state(taskId).equals("completed"));
                assertThat(queue.status(taskId).path("runs").size()).isEqualTo(1);
                assertThat(queue.artifacts(taskId, 0)).contains("public/logs/live.log");
                assertThat(server.worker().orElseThrow().pid()).isEqualTo(worker);

                server.terminate();
                assertThat(ProcessHandle.of(worker)).isEmpty();
            }
        }
    }

    @Test
    void sigtermEndsServerWorkerAndTaskAndTheTaskIsTriedAgain() throws Exception {
        try (ForkedServer server = ForkedServer.start(data(), 0, "1");
                ApiClient api = server.client()) {
            startTask(new QueueUser(api, server.root()), longTask());
            ProcessHandle worker = server.worker().orElseThrow();

            ForkedServer.End end = server.terminate();

            assertThat(end.exitCode()).isEqualTo(128 + 15);
            Waiting.until("the worker is gone", () -> !worker.isAlive());
            Waiting.until(
                    "the task's process is gone",
                    () -> ProcessHandle.of(taskProcessId()).isEmpty());
        }
        try (ForkedServer server = ForkedServer.start(data(), 0, "none");
                ApiClient api = server.client()) {
            JsonNode status = new QueueUser(api, server.root()).status(taskId);
            JsonNode first = status.path("runs").path(0);
            assertThat(first.path("state").asString("")).isEqualTo("exception");
            assertThat(first.path("reasonResolved").asString("")).isEqualTo("worker-shutdown");
            assertThat(status.path("state").asString("")).isEqualTo("pending");
            assertThat(status.path("runs").path(1).path("reasonCreated").asString(""))
                    .isEqualTo("retry");
        }
    }

    @Test
    void theTaskOfAKilledWorkerIsTriedAgainWhenItsClaimHasExpired() throws Exception {
        PutForward clock = new PutForward();
        try (LocalServer server = LocalServer.start(LocalSettings.onFreePort(data(), 1), clock);
                ApiClient api = ApiClient.of(server.rootUrl())) {
            QueueUser queue = new QueueUser(api, server.root());
            startTask(queue, "if [ $RUN_ID -gt 0 ]; then exit 0; fi; " + longTask());
            ProcessHandle worker = ProcessHandle.of(Long.parseLong(Files.readString(data().resolve("workers")
                                    .resolve("worker-1")
                                    .resolve("process"))
                            .split(" ", 2)[0]))
                    .orElseThrow();
            assertThat(worker.destroyForcibly()).isTrue();
            worker.onExit().join();
            assertThat(queue.state(taskId)).isEqualTo("running");

            clock.ahead.set(Duration.ofMinutes(6));

            Waiting.until("the task is completed", () -> queue.state(taskId).equals("completed"));
            JsonNode runs = queue.status(taskId).path("runs");
            assertThat(runs.size()).isEqualTo(2);
            assertThat(runs.path(0).path("reasonResolved").asString("")).isEqualTo("claim-expired");
            assertThat(runs.path(1).path("reasonCreated").asString("")).isEqualTo("retry");
        }
    }

    private void startTask(QueueUser queue, String script) throws Exception {
        queue.create(
                taskId,
                taskId,
                LocalSettings.WORKER_POOL,
                List.of(),
                Map.of("command", List.of(List.of("sh", "-c", script)), "maxRunTime", 600));
        Waiting.until(
                "the task runs",
                () -> Files.exists(processFile())
                        && Files.readString(processFile()).endsWith("\n"));
    }

    /** Ten minutes: nobody waits for its end. */
    private String longTask() {
        return "echo $$ > '%s'; exec sleep 600".formatted(processFile());
    }

    private long taskProcessId() throws IOException {
        return Long.parseLong(Files.readString(processFile()).strip());
    }

    private Path processFile() {
        return folder.resolve("process-of-the-task");
    }

    private Path data() {
        return folder.resolve("data");
    }
}

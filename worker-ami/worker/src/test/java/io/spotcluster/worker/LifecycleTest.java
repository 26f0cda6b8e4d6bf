package io.spotcluster.worker;

import static io.spotcluster.worker.WorkerHarness.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.worker.fake.FakeQueue;
import io.spotcluster.worker.fake.FakeQueue.WorkRequest;
import io.spotcluster.worker.fake.FakeRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Tasks that are interrupted, claims that are prolonged, servers that go and come. */
final class LifecycleTest {
    private final FakeQueue queue = new FakeQueue();
    private final Path workDir;
    private final WorkerHarness worker;

    LifecycleTest(@TempDir Path workDir) {
        this.workDir = workDir;
        worker = new WorkerHarness(queue, workDir);
    }

    @AfterEach
    void stop() throws IOException {
        worker.close();
        queue.close();
    }

    private static void awaitFile(Path file) throws InterruptedException {
        while (!Files.exists(file)) {
            Thread.sleep(5);
        }
    }

    private void awaitConsole(String text) throws InterruptedException {
        while (worker.console().stream().noneMatch(line -> line.contains(text))) {
            Thread.sleep(5);
        }
    }

    /** Runs until the file {@code go} is made beside {@code tasks}. */
    private ObjectNode waiting(String then) {
        return script("echo begun; touch %1$s/begun; while [ ! -e %1$s/go ]; do sleep 0.01; done; %2$s"
                .formatted(workDir, then));
    }

    private void go() throws IOException {
        Files.createFile(workDir.resolve("go"));
    }

    @Test
    void aCancelledTaskIsEndedWithAllItsProcessesAndNotReported() throws Exception {
        Path pids = workDir.resolve("pids");
        ObjectNode payload = script(
                "trap '' TERM; echo $$ >> %1$s; sh -c 'trap \"\" TERM; echo $$ >> %1$s; touch %2$s; while true; do sleep 1; done'"
                        .formatted(pids, workDir.resolve("begun")));
        payload.withArray("artifacts")
                .addObject()
                .put("type", "file")
                .put("path", "x")
                .put("name", "public/x");
        FakeRun run = queue.add(payload);
        awaitFile(workDir.resolve("begun"));

        run.cancel();
        awaitConsole(run.taskId() + "/0: canceled");

        assertThat(run.isReported()).isFalse();
        assertThat(run.log()).contains("the task was stopped: canceled").contains("=== Task canceled");
        assertThat(run.artifacts().keySet()).containsExactly("public/logs/live.log", "public/logs/live_backing.log");
        for (String pid : Files.readAllLines(pids)) {
            assertThat(ProcessHandle.of(Long.parseLong(pid))
                            .filter(handle -> handle.info().command().isPresent()))
                    .isEmpty();
        }
    }

    @Test
    void claimsAreProlongedAndTheNewCredentialsUsed() throws Exception {
        queue.claimFor(Duration.ofMillis(900));
        FakeRun run = queue.add(waiting("true"));
        awaitFile(workDir.resolve("begun"));
        while (Collections.frequency(run.calls(), "reclaim") < 2) {
            Thread.sleep(10);
        }
        go();

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
    }

    @Test
    void aTaskGoesOnWhileTheServerIsDown() throws Exception {
        queue.claimFor(Duration.ofMillis(900));
        FakeRun run = queue.add(waiting("echo went on"));
        awaitFile(workDir.resolve("begun"));

        queue.goDown();
        awaitConsole("the claim cannot be prolonged now");
        go();
        queue.comeBack();

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(run.log()).contains("went on");
    }

    @Test
    void theWorkerWaitsForAServerThatIsDown() throws Exception {
        queue.goDown();
        awaitConsole("cannot claim work");
        queue.comeBack();
        FakeRun run = queue.add(script("true"));

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(worker.console()).contains("the queue answers again");
    }

    @Test
    void aLostAnswerToAReportIsHarmless() {
        queue.fail(504, 2, call -> call.endsWith("/completed"));
        FakeRun run = queue.add(script("true"));

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
    }

    @Test
    void stoppingTheWorkerReportsShutdownAndStoresTheLog() throws Exception {
        FakeRun run = queue.add(waiting("true"));
        awaitFile(workDir.resolve("begun"));

        worker.stop();

        assertThat(worker.awaitEnd()).isEqualTo(ExitCode.SHUTDOWN);
        assertThat(run.awaitResolution()).isEqualTo("exception/worker-shutdown");
        assertThat(run.log()).contains("begun").contains("the worker shuts down");
    }

    @Test
    void theLiveLogIsReadableWhileTheTaskRuns() throws Exception {
        FakeRun run = queue.add(waiting("echo ended"));
        awaitFile(workDir.resolve("begun"));
        while (!run.artifacts().containsKey("public/logs/live.log")) {
            Thread.sleep(5);
        }
        URI address = URI.create(
                run.artifact("public/logs/live.log").request().path("url").asString());
        try (HttpClient http = HttpClient.newHttpClient();
                BufferedReader reader = new BufferedReader(new InputStreamReader(
                        http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofInputStream())
                                .body(),
                        StandardCharsets.UTF_8))) {
            assertThat(reader.readLine()).contains("=== Task " + run.taskId());
            List<String> soFar =
                    reader.lines().takeWhile(line -> !line.equals("begun")).toList();
            assertThat(soFar).isNotEmpty();
            go();
            assertThat(reader.lines()).contains("ended").last().asString().contains("times: ");
            HttpResponse<Void> elsewhere = http.send(
                    HttpRequest.newBuilder(address.resolve("/log/guess")).build(),
                    HttpResponse.BodyHandlers.discarding());
            assertThat(elsewhere.statusCode()).isEqualTo(404);
        }
        run.awaitResolution();
        assertThat(run.artifact("public/logs/live.log").storageType()).isEqualTo("link");
    }

    @Test
    void aRequestForWorkThatGotNoAnswerIsRepeatedUnderItsName() {
        queue.fail(504, 2, call -> call.startsWith("POST /api/queue/v1/claim-work/"));
        queue.add(script("true")).awaitResolution();

        List<WorkRequest> requests = queue.workRequests();
        assertThat(requests).filteredOn(WorkRequest::lost).hasSize(2);
        for (int index = 1; index < requests.size(); index++) {
            WorkRequest before = requests.get(index - 1);
            assertThat(requests.get(index).nonce().equals(before.nonce()))
                    .as("the name of request %d", index)
                    .isEqualTo(before.lost());
        }
    }
}

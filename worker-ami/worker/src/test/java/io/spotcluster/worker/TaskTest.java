package io.spotcluster.worker;

import static io.spotcluster.worker.WorkerHarness.commands;
import static io.spotcluster.worker.WorkerHarness.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.worker.fake.FakeQueue;
import io.spotcluster.worker.fake.FakeRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of a task, by what its commands do. */
final class TaskTest {
    private final FakeQueue queue = new FakeQueue();
    private final Path workDir;
    private final WorkerHarness worker;

    TaskTest(@TempDir Path workDir) {
        this.workDir = workDir;
        worker = new WorkerHarness(queue, workDir);
    }

    @AfterEach
    void stop() throws IOException {
        worker.close();
        queue.close();
    }

    @Test
    void commandsThatSucceedCompleteTheTask() {
        FakeRun run = queue.add(commands(List.of("echo", "one"), List.of("echo", "two words")));

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(run.log())
                .contains("\none\n")
                .contains("\ntwo words\n")
                .contains("=== command 2 of 2: echo 'two words'")
                .contains("=== Task completed");
    }

    @Test
    void theProtocolIsKeptInItsOrder() {
        FakeRun run = queue.add(commands(List.of("true")));

        run.awaitResolution();

        assertThat(run.calls())
                .containsExactly(
                        "claim",
                        "artifact reference public/logs/live.log",
                        "artifact link public/logs/live.log",
                        "artifact s3 public/logs/live_backing.log",
                        "put public/logs/live_backing.log",
                        "completed");
    }

    @Test
    void aCommandThatFailsFailsTheTaskAndTheRestIsNotRun() {
        FakeRun run = queue.add(commands(List.of("sh", "-c", "exit 3"), List.of("echo", "never")));

        assertThat(run.awaitResolution()).isEqualTo("failed/failed");
        assertThat(run.log()).contains("command 1 of 2: exit code 3").doesNotContain("\nnever\n");
    }

    @Test
    void aProgramThatDoesNotExistFailsTheTask() {
        FakeRun run = queue.add(commands(List.of("no-such-program")));

        assertThat(run.awaitResolution()).isEqualTo("failed/failed");
        assertThat(run.log()).contains("no-such-program");
    }

    @Test
    void anExitCodeNamedInRetryMakesItIntermittent() {
        ObjectNode payload = script("exit 75");
        payload.putObject("onExitStatus").putArray("retry").add(9).add(75);
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("exception/intermittent-task");
    }

    @Test
    void theTaskSeesItsEnvironmentAndNothingOfTheWorkers() {
        ObjectNode payload = script("env; pwd; ls -A; ls -d \"$TMPDIR\"");
        payload.putObject("env")
                .put("GREETING", "grüß dich")
                .put("TASK_ID", "forged")
                .put("ODD.NAME", "x y");
        FakeRun run = queue.add(payload);

        run.awaitResolution();

        assertThat(run.log().lines())
                .contains(
                        "GREETING=grüß dich",
                        "TASK_ID=" + run.taskId(),
                        "RUN_ID=0",
                        "TASK_GROUP_ID=" + run.taskId(),
                        "TASKCLUSTER_ROOT_URL=" + queue.rootUrl(),
                        "TASKCLUSTER_WORKER_LOCATION={\"cloud\":\"none\"}");
        assertThat(run.log()).doesNotContain("ACCESS_TOKEN");
    }

    @Test
    void theLogTellsWhereTheTaskRan() {
        FakeRun run = queue.add(commands(List.of("true")));

        run.awaitResolution();

        assertThat(run.log())
                .contains("=== Task " + run.taskId() + ", run 0: a test")
                .contains("worker:   group/worker of test/pool")
                .contains("root URL: " + queue.rootUrl())
                .contains("link:     " + queue.rootUrl() + "/tasks/" + run.taskId() + "/runs/0")
                .containsPattern("machine:  .+ [0-9]+ × .+")
                .containsPattern("times: pending [0-9.]+ s, prepare .+ download .+ run .+ upload .+; total")
                .containsPattern("exit code 0, wall [0-9.]+ s");
    }

    @Test
    void everyFaultOfAMalformedPayloadIsInTheLog() {
        ObjectNode payload = script("echo never");
        payload.put("maxRunTime", "an hour");
        payload.putObject("features").put("taskclusterProxy", true);
        payload.put("image", "ubuntu");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("exception/malformed-payload");
        assertThat(run.log())
                .contains("`maxRunTime` is \"an hour\"; expected: a whole number, at least 1")
                .contains(
                        "`features.taskclusterProxy` is true; expected: no such member; known here: backingLog, liveLog")
                .contains("`image` is \"ubuntu\"")
                .contains("schemas/worker/v1/payload.json")
                .doesNotContain("=== command");
    }

    @Test
    void maxRunTimeEndsTheTaskAndWhatItStarted() throws IOException {
        Path pids = workDir.resolve("pids");
        ObjectNode payload =
                script("trap '' TERM; echo $$ >> %1$s; sleep 600 & echo $! >> %1$s; echo made > made.txt; wait"
                        .formatted(pids));
        payload.put("maxRunTime", 1);
        payload.putArray("artifacts")
                .addObject()
                .put("type", "file")
                .put("path", "made.txt")
                .put("name", "public/made.txt");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("failed/failed");
        assertThat(run.log()).contains("its maxRunTime of 1 s has passed");
        assertThat(run.artifact("public/made.txt").text()).isEqualTo("made\n");
        assertAllGone(pids, 2);
    }

    @Test
    void whatACommandLeavesRunningStaysForTheNextAndEndsWithTheTask() throws IOException {
        Path pids = workDir.resolve("pids");
        String background =
                "(trap 'echo hung up' TERM; echo still here; i=0; while [ ! -e go ]; do sleep 0.01; done; echo heard; sleep 600) & echo $! >> "
                        + pids;
        String detached = "setsid sh -c 'echo $$ >> %s; exec sleep 600' >/dev/null 2>&1 &".formatted(pids);
        String nameless = "env -i sh -c 'echo $$ >> %s; exec sleep 600' &".formatted(pids);
        FakeRun run = queue.add(commands(
                List.of("sh", "-c", background + "\n" + detached + "\n" + nameless),
                List.of(
                        "sh",
                        "-c",
                        "while [ $(wc -l < %s) -lt 3 ]; do sleep 0.01; done; touch go; sleep 0.2; echo second"
                                .formatted(pids))));

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(run.log())
                .contains("still here\n", "heard\n", "second\n")
                .contains("that the commands had left running");
        assertAllGone(pids, 3);
    }

    @Test
    void outputThatIsNoUtf8IsKeptByteForByte() {
        FakeRun run = queue.add(script("printf 'caf\\351 \\000 \\377 end'"));

        run.awaitResolution();

        byte[] log = run.artifact("public/logs/live_backing.log").content().toArray();
        byte[] expected = {'c', 'a', 'f', (byte) 0xe9, ' ', 0, ' ', (byte) 0xff, ' ', 'e', 'n', 'd', '\n', '['};
        assertThat(indexOf(log, expected))
                .as("the bytes, then a line of the worker's")
                .isPositive();
    }

    @Test
    void aLogOfFiftyMegabytesComesWhole() {
        FakeRun run = queue.add(
                script("yes 0123456789012345678901234567890123456789012345678 | head -c 50000000; echo; echo done"));

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        byte[] log = run.artifact("public/logs/live_backing.log").content().toArray();
        assertThat(log.length).isGreaterThan(50_000_000);
        assertThat(run.artifact("public/logs/live_backing.log")
                        .request()
                        .path("contentLength")
                        .asLong())
                .isEqualTo(log.length);
        assertThat(run.log()).contains("done\n[spotcluster");
    }

    @Test
    void aTaskMayTruncateItsStandardOutput() {
        FakeRun run = queue.add(script("echo first; echo second > /dev/stdout; echo third > /dev/stderr"));

        run.awaitResolution();

        assertThat(run.log()).contains("first\nsecond\nthird\n");
    }

    @Test
    void logsGoByTheNamesOfThePayload() {
        ObjectNode payload = script("true");
        payload.putObject("logs").put("live", "public/a.log").put("backing", "public/b.log");
        FakeRun run = queue.add(payload);

        run.awaitResolution();

        assertThat(run.artifacts().keySet()).containsExactly("public/a.log", "public/b.log");
        assertThat(run.artifact("public/a.log").request().path("artifact").asString())
                .isEqualTo("public/b.log");
    }

    @Test
    void logsCanBeSwitchedOff() {
        ObjectNode payload = script("true");
        payload.putObject("features").put("liveLog", false).put("backingLog", false);
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(run.calls()).containsExactly("claim", "completed");
    }

    @Test
    void theTaskFolderIsWipedWithoutFollowingLinks() throws IOException {
        Path precious = Files.createDirectory(workDir.resolve("precious"));
        Files.writeString(precious.resolve("file"), "keep me");
        FakeRun run = queue.add(
                script("ln -s %s out; mkdir -p a/b; touch a/b/c; chmod 000 a/b; chmod 555 a; touch \"$TMPDIR/t\""
                        .formatted(precious)));

        run.awaitResolution();
        worker.stop();
        worker.awaitEnd();

        assertThat(precious.resolve("file")).hasContent("keep me");
        try (Stream<Path> left = Files.list(workDir.resolve("tasks"))) {
            assertThat(left).isEmpty();
        }
    }

    private static void assertAllGone(Path pids, int count) throws IOException {
        List<String> lines = Files.readAllLines(pids);
        assertThat(lines).hasSize(count);
        assertThat(lines).noneMatch(TaskTest::isAlive);
    }

    private static boolean isAlive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().isPresent())
                .isPresent();
    }

    private static int indexOf(byte[] text, byte[] part) {
        for (int start = 0; start + part.length <= text.length; start++) {
            if (Arrays.equals(text, start, start + part.length, part, 0, part.length)) {
                return start;
            }
        }
        return -1;
    }
}

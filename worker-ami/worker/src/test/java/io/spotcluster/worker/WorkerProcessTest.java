package io.spotcluster.worker;

import static io.spotcluster.worker.WorkerHarness.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.json.Json;
import io.spotcluster.worker.fake.FakeQueue;
import io.spotcluster.worker.fake.FakeRun;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The real program, in a JVM of its own with little memory: its exit codes, its signals, and what it leaves behind. */
final class WorkerProcessTest {
    private final FakeQueue queue = new FakeQueue();
    private final Path folder;
    private final List<Process> started = new ArrayList<>();

    WorkerProcessTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        queue.close();
    }

    private ObjectNode configuration() {
        return Json.MAPPER
                .createObjectNode()
                .put("rootUrl", queue.rootUrl().toString())
                .put("clientId", FakeQueue.WORKER.clientId())
                .put("accessToken", FakeQueue.WORKER.accessToken().reveal())
                .put("workerPoolId", queue.workerPoolId())
                .put("workerGroup", "group")
                .put("workerId", "worker")
                .put("workDir", "work")
                .put("pollInterval", "50ms");
    }

    private Process start(ObjectNode configuration) throws IOException {
        Path file = folder.resolve("worker.json");
        Files.writeString(file, Json.write(configuration));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerMain.class.getName(),
                        "--config",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
                .start();
        started.add(process);
        return process;
    }

    private Path output() {
        return folder.resolve("output.txt");
    }

    private int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ended").isTrue();
        return process.exitValue();
    }

    private ObjectNode endless() {
        return script("echo $$ > %1$s/pid.new; mv %1$s/pid.new %1$s/pid; sleep 600".formatted(folder));
    }

    private ProcessHandle awaitTask() throws IOException, InterruptedException {
        Path pid = folder.resolve("pid");
        while (!Files.exists(pid)) {
            Thread.sleep(10);
        }
        long number = Long.parseLong(Files.readString(pid).strip());
        Files.delete(pid);
        return ProcessHandle.of(number).orElseThrow();
    }

    @Test
    void afterTheConfiguredNumberOfTasksItEnds() throws Exception {
        FakeRun one = queue.add(script("echo one"));
        FakeRun two = queue.add(script("head -c 20000000 /dev/zero | tr '\\0' x; exit 1"));
        Process process = start(configuration().put("numberOfTasksToRun", 2).put("capacity", 2));

        assertThat(exitCode(process)).as(Files.readString(output())).isEqualTo(0);
        assertThat(one.awaitResolution()).isEqualTo("completed/completed");
        assertThat(two.awaitResolution()).isEqualTo("failed/failed");
        assertThat(queue.complaints()).isEmpty();
        assertThat(Files.readString(output()))
                .contains("task " + one.taskId() + "/0: completed")
                .doesNotContain(FakeQueue.WORKER.accessToken().reveal());
    }

    @Test
    void requestsGoToTheApiUrlSignedForTheRootUrl() throws Exception {
        FakeRun run = queue.add(script("echo $TASKCLUSTER_ROOT_URL"));
        String nobody = "http://127.0.0.1:1";
        queue.accept(URI.create(nobody));
        Process process = start(configuration()
                .put("rootUrl", nobody)
                .put("apiUrl", queue.rootUrl().toString())
                .put("numberOfTasksToRun", 1));

        assertThat(exitCode(process)).as(Files.readString(output())).isEqualTo(0);
        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(run.log()).contains(nobody);
        assertThat(queue.complaints()).isEmpty();
    }

    @Test
    void sigtermEndsItsTaskReportsAndExitsWithSeventyTwo() throws Exception {
        FakeRun run = queue.add(endless());
        Process process = start(configuration());
        ProcessHandle task = awaitTask();

        process.destroy();

        assertThat(exitCode(process)).as(Files.readString(output())).isEqualTo(72);
        assertThat(run.awaitResolution()).isEqualTo("exception/worker-shutdown");
        assertThat(run.log()).contains("the worker shuts down");
        assertThat(task.isAlive()).isFalse();
        assertThat(queue.complaints()).isEmpty();
        try (Stream<Path> left = Files.list(folder.resolve("work/tasks"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aWorkerThatWasKilledIsCleanedUpAfterByTheNext() throws Exception {
        queue.add(endless());
        Process killed = start(configuration());
        ProcessHandle orphan = awaitTask();
        killed.destroyForcibly().waitFor();
        assertThat(orphan.isAlive()).isTrue();

        assertThat(exitCode(start(configuration().put("idleTimeout", "100ms")))).isEqualTo(68);

        orphan.onExit().get(10, TimeUnit.SECONDS);
        assertThat(Files.readString(output())).contains("cleaned up after a worker that did not end well");
        try (Stream<Path> left = Files.list(folder.resolve("work/tasks"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void twoWorkersDoNotShareAFolder() throws Exception {
        queue.add(endless());
        start(configuration());
        awaitTask();

        assertThat(exitCode(start(configuration()))).isEqualTo(69);
        assertThat(Files.readString(output())).contains("another worker is using the folder");
    }

    @Test
    void allFaultsOfTheConfigurationAreToldAtOnceWithoutSecrets() throws Exception {
        ObjectNode configuration = configuration();
        configuration.put("workerGroup", "no spaces");
        configuration.put("pollInterval", 5);
        configuration.put("apiUrl", "ci.example.com/api");
        configuration.put("acessToken", "misspelt-secret");
        configuration.remove("workDir");

        assertThat(exitCode(start(configuration))).isEqualTo(73);
        assertThat(Files.readString(output()))
                .contains(
                        "`workerGroup` is \"no spaces\"",
                        "`pollInterval` is 5",
                        "`apiUrl` is \"ci.example.com/api\"",
                        "`acessToken`",
                        "`workDir` is missing")
                .doesNotContain("misspelt-secret")
                .doesNotContain(FakeQueue.WORKER.accessToken().reveal());
    }
}

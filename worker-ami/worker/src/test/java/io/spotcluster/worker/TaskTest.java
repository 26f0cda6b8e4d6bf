package io.spotcluster.worker;

import static io.spotcluster.worker.WorkerHarness.commands;
import static io.spotcluster.worker.WorkerHarness.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.worker.fake.FakeQueue;
import io.spotcluster.worker.fake.FakeRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of a task, by what its commands do. */
final class TaskTest {
    private final FakeQueue queue = new FakeQueue();
    private final WorkerHarness worker;

    TaskTest(@TempDir Path workDir) {
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
                .contains("=== command 2 of 2: echo 'two words'");
    }

    @Test
    void aCommandThatFailsFailsTheTaskAndTheRestIsNotRun() {
        FakeRun run = queue.add(commands(List.of("sh", "-c", "exit 3"), List.of("echo", "never")));

        assertThat(run.awaitResolution()).isEqualTo("failed/failed");
        assertThat(run.log()).contains("command 1 of 2: exit code 3").doesNotContain("never\n");
    }

    @Test
    void anExitCodeNamedInRetryMakesItIntermittent() {
        ObjectNode payload = script("exit 75");
        payload.putObject("onExitStatus").putArray("retry").add(9).add(75);
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("exception/intermittent-task");
    }
}

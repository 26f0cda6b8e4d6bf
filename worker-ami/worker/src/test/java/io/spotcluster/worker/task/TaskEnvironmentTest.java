package io.spotcluster.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a task gets of the worker's environment. */
final class TaskEnvironmentTest {
    @Test
    void whatMightBeASecretStaysWithTheWorker() {
        assertThat(TaskEnvironment.inherited(
                        Map.of("PATH", "/bin", "AWS_SECRET_ACCESS_KEY", "s", "TASKCLUSTER_ACCESS_TOKEN", "t"), false))
                .isEqualTo(Map.of("PATH", "/bin"));
    }

    @Test
    void namesThatDifferInCaseAreTwoVariables() {
        Map<String, String> environment = TaskEnvironment.inherited(Map.of("Path", "a", "aws_x", "b"), false);
        environment.put("PATH", "c");

        assertThat(environment).isEqualTo(Map.of("Path", "a", "aws_x", "b", "PATH", "c"));
    }

    @Test
    void onWindowsTheyAreOneSoThatThePayloadsPathReplacesTheInheritedOne() {
        Map<String, String> environment =
                TaskEnvironment.inherited(Map.of("Path", "a", "Aws_Session_Token", "s"), true);
        environment.put("PATH", "c");

        assertThat(Map.copyOf(environment)).isEqualTo(Map.of("Path", "c"));
    }
}

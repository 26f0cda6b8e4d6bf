package io.spotcluster.local.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.queue.retention.RetentionPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    private Path folder = Path.of("");

    private Configuration read(String yaml) throws IOException {
        Path file = folder.resolve(Configuration.FILE);
        Files.writeString(file, yaml);
        return Configuration.read(file);
    }

    @Test
    void theManualsExampleIsRead() throws Exception {
        String manual = Files.readString(Path.of("../docs/manual/retention.md"));
        String example = manual.split("```yaml\n", 2)[1].split("```", 2)[0];
        assertThat(read(example).retention().policies()).hasSize(2);
    }

    @Test
    void theExampleOfRulesOfTaskQueuesIsRead() throws Exception {
        String page = Files.readString(Path.of("../docs/reference/task-queue-rules.md"));
        String example = page.split("```yaml\n", 2)[1].split("```", 2)[0];
        assertThat(read(example).taskQueues().byName()).hasSize(3);
        assertThatThrownBy(() -> read("queue: {taskQueues: {a: {}}}"))
                .hasMessageContaining("`queue.taskQueues` has 'a'");
    }

    @Test
    void nothingNeedBeThere() throws Exception {
        assertThat(read("queue: {}").retention()).isEqualTo(RetentionPolicies.NONE);
        assertThat(read("{}").retention()).isEqualTo(RetentionPolicies.NONE);
    }

    @Test
    void everyFaultIsNamedWithItsPlace() {
        assertThatThrownBy(() -> read("""
                        queues: {}
                        queue:
                          claimTimeout: 5
                          retention: [{name: a, tasks: 1 year}]
                        """))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("config.yml is no valid configuration")
                .hasMessageContaining("`queues` is unknown; `queue` is known")
                .hasMessageContaining(
                        "`queue.claimTimeout` is unknown; `queue.retention` and `queue.taskQueues` are known")
                .hasMessageContaining("`queue.retention[0].tasks` is \"1 year\"");
        assertThatThrownBy(() -> read("queue: 5")).hasMessageContaining("`queue` is no object");
        assertThatThrownBy(() -> read("- a")).hasMessageContaining("it holds no object");
        assertThatThrownBy(() -> read("a: [")).hasMessageContaining("it is no YAML");
    }
}

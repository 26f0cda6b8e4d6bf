package io.spotcluster.local.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.local.graph.TaskGraph.GraphTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TaskGraphReaderTest {
    @TempDir
    private Path folder = Path.of("");

    private TaskGraph read(String yaml) throws Exception {
        Path file = folder.resolve("graph.yml");
        Files.writeString(file, yaml);
        return TaskGraphReader.read(file);
    }

    @Test
    void theExampleIsWhole() throws Exception {
        TaskGraph graph = TaskGraphReader.read(Path.of("../examples/demo/graph.yml"));
        Set<String> created = new HashSet<>();
        for (GraphTask task : graph.tasks()) {
            assertThat(created).containsAll(task.dependencies());
            created.add(task.label());
        }
        assertThat(created).hasSize(8);
    }

    @Test
    void aTaskComesAfterItsDependenciesWhateverTheOrderOfTheFile() throws Exception {
        TaskGraph graph = read("""
                tasks:
                  last: {dependencies: [middle], payload: {}}
                  middle: {dependencies: [first], payload: {}}
                  first: {payload: {}}
                """);
        assertThat(graph.tasks()).extracting(GraphTask::label).containsExactly("first", "middle", "last");
    }

    @Test
    void anchorsAndAliasesShareWhatIsTheSame() throws Exception {
        TaskGraph graph = read("""
                tasks:
                  one: {payload: {command: &command [[java, -version]]}}
                  two: {payload: {command: *command}}
                """);
        assertThat(graph.tasks().getLast().definition().at("/payload/command").toString())
                .isEqualTo("[[\"java\",\"-version\"]]");
    }

    @Test
    void defaultsLieBelowEveryTask() throws Exception {
        TaskGraph graph = read("""
                defaults: {priority: low, payload: {maxRunTime: 60, env: {A: a, B: b}}}
                tasks:
                  one: {payload: {env: {B: other}}}
                """);
        JsonNode definition = graph.tasks().getFirst().definition();
        assertThat(definition.path("priority").asString()).isEqualTo("low");
        assertThat(definition.path("payload").toString())
                .isEqualTo("{\"maxRunTime\":60,\"env\":{\"A\":\"a\",\"B\":\"other\"}}");
        assertThat(definition.at("/metadata/name").asString()).isEqualTo("one");
    }

    @Test
    void filesBecomeMountsOfTheirContent() throws Exception {
        Files.createDirectories(folder.resolve("source/deep"));
        Files.writeString(folder.resolve("source/deep/text.txt"), "grün");
        Files.write(folder.resolve("source/raw.bin"), new byte[] {(byte) 0xff, 0});
        TaskGraph graph = read("""
                tasks:
                  one: {files: [source], payload: {}}
                """);
        assertThat(graph.tasks().getFirst().definition().at("/payload/mounts").toString())
                .isEqualTo("[{\"file\":\"source/deep/text.txt\",\"content\":{\"raw\":\"grün\"}},"
                        + "{\"file\":\"source/raw.bin\",\"content\":{\"base64\":\"/wA=\"}}]");
    }

    @Test
    void placeholdersAreFilledWhenTheTaskIsCreated() throws Exception {
        TaskGraph graph = read("""
                defaults: {deadline: {relative-datestamp: 2 hours}}
                tasks:
                  one: {payload: {}}
                  two: {dependencies: [one], payload: {id: {task-reference: "see <one>"}}}
                """);
        JsonNode filled = Placeholders.filled(
                graph.tasks().get(1).definition(), Map.of("one", "ID"), Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(filled.at("/payload/id").asString()).isEqualTo("see ID");
        assertThat(filled.path("deadline").asString()).isEqualTo("2026-01-01T02:00:00.000Z");
    }

    @Test
    void allFaultsAreToldAtOnce() {
        assertThatThrownBy(() -> read("""
                        taks: {}
                        defaults: {deadline: {relative-datestamp: soon}}
                        tasks:
                          one: {dependencies: [nobody], payload: {id: {task-reference: "<two>"}}}
                          two: {files: [../outside, absent.txt]}
                          "bad label": {payload: 3}
                        """))
                .isInstanceOf(InvalidTaskGraphException.class)
                .hasMessageContainingAll(
                        "`taks` is unknown",
                        "'soon'",
                        "names 'nobody'",
                        "refers to <two>",
                        "`tasks.two.payload` is missing",
                        "`tasks.bad label`: a label",
                        "`tasks.bad label.payload`");
    }

    @Test
    void aCircleIsToldWithItsPath() {
        assertThatThrownBy(() -> read("""
                        tasks:
                          a: {dependencies: [b], payload: {}}
                          b: {dependencies: [c], payload: {}}
                          c: {dependencies: [a], payload: {}}
                        """)).hasMessageContaining("a → b → c → a");
    }

    @Test
    void filesOutsideTheFolderAndTooLargeOnesAreRefused() throws Exception {
        Files.write(folder.resolve("large.bin"), new byte[70_000]);
        assertThatThrownBy(() -> read("""
                        tasks:
                          one: {files: [large.bin, ../../etc, absent], payload: {}}
                        """))
                .hasMessageContainingAll("large.bin has 70000 bytes, more than 65536", "'../../etc'", "'absent'");
    }

    @Test
    void whatIsNoYamlIsRefused() {
        assertThatThrownBy(() -> read("tasks: [unclosed")).hasMessageContaining("it is no YAML");
    }
}

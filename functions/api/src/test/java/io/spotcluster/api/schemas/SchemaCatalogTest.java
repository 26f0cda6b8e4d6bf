package io.spotcluster.api.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.json.Json;
import io.spotcluster.api.json.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SchemaCatalogTest {
    private static final SchemaCatalog CATALOG = new SchemaCatalog();
    private static final Secrets SECRETS = Secrets.usualAnd(Set.of());

    /** Every schema that is packed into the module, by its path below {@code schemas/}. */
    static List<String> packed() throws Exception {
        Path root = Path.of(Objects.requireNonNull(SchemaCatalog.class.getResource("/schemas/common/metaschema.json"))
                        .toURI())
                .resolve("../..")
                .normalize();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("the schemas are not in a folder, as in this build they should be", e);
        }
    }

    @ParameterizedTest
    @MethodSource("packed")
    void everySchemaCompilesWithAllThatItRefersTo(String path) {
        JsonSchema schema = CATALOG.schema(path);
        schema.warm();
        JsonNode document = Json.parse("{\"no\":[\"such\"]}");
        schema.fillDefaults(document);
        assertThat(schema.violations(document, 10, SECRETS)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("packed")
    void everySchemaHasItsPathAsId(String path) {
        JsonNode schema = Json.parse(CATALOG.document(path).orElseThrow().asUtf8());
        assertThat(schema.path("$id").asString("")).isEqualTo("/schemas/" + path + "#");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "queue",
                "queue/v1/",
                "queue/v1/../v1/task.json",
                "../schemas/queue/v1/task.json",
                "/queue/v1/task.json",
                "queue/v1/task.json#",
                "queue//v1/task.json",
                "queue/v1/Task.json",
                "queue/v1/nothing.json",
                "queue/v1/task.json\u0000"
            })
    void nothingElseLeavesTheClassPath(String path) {
        assertThat(CATALOG.has(path)).isFalse();
        assertThat(CATALOG.document(path)).isEmpty();
        assertThatThrownBy(() -> CATALOG.schema(path)).hasMessageContaining("there is no schema");
    }

    @Test
    void aTaskIsCompletedWithItsDefaults() {
        JsonNode task = Json.parse("""
                {"created": "2026-01-01T00:00:00.000Z", "deadline": "2026-01-02T00:00:00.000Z", "payload": {},
                 "priority": "high",
                 "metadata": {"name": "n", "description": "d", "owner": "o@example.com", "source": "https://example.com"}}
                """);
        JsonSchema schema = CATALOG.schema("queue/v1/create-task-request.json");
        schema.fillDefaults(task);
        assertThat(schema.violations(task, 100, SECRETS)).isEmpty();
        assertThat(task.path("priority").stringValue()).isEqualTo("high");
        assertThat(task.path("retries").intValue()).isEqualTo(5);
        assertThat(task.path("schedulerId").stringValue()).isEqualTo("-");
        assertThat(task.path("projectId").stringValue()).isEqualTo("none");
        assertThat(task.path("requires").stringValue()).isEqualTo("all-completed");
        assertThat(Stream.of("dependencies", "routes", "scopes").map(task::path))
                .allSatisfy(list -> assertThat(list.isArray() && list.isEmpty()).isTrue());
        assertThat(Stream.of("extra", "tags").map(task::path))
                .allSatisfy(object ->
                        assertThat(object.isObject() && object.isEmpty()).isTrue());
    }

    /** Defaults are copies: what one document does to its own does not show in the next. */
    @Test
    void documentsDoNotShareTheirDefaults() {
        JsonSchema schema = CATALOG.schema("sample/v1/note-request.json");
        JsonNode first = Json.parse("{}");
        schema.fillDefaults(first);
        first.withArray("scopes").add("a");
        JsonNode second = Json.parse("{}");
        schema.fillDefaults(second);
        assertThat(second.path("scopes").isEmpty()).isTrue();
    }

    @Test
    void aRequiredFieldWithoutUsefulDefaultIsMissed() {
        JsonNode task = Json.parse("{}");
        JsonSchema schema = CATALOG.schema("queue/v1/create-task-request.json");
        schema.fillDefaults(task);
        assertThat(schema.violations(task, 10, SECRETS)).contains("$: required property 'payload' not found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1, 2]                                   | true",
                "[1, 1.0]                                 | false",
                "[1, \"1\"]                               | true",
                "[{\"a\": 1, \"b\": 2}, {\"b\": 2, \"a\": 1}] | false",
                "[{\"a\": [1]}, {\"a\": [1, 2]}]          | true",
                "[\"a\", \"\\u0061\"]                     | false",
                "[{\"a\\\"\": 1}, {\"a\": 1}]             | true",
                "[\"a,b\", [\"a\", \"b\"]]                | true",
                "[null, false, 0, \"\", [], {}]           | true",
            })
    void itemsAreDistinctByValue(String items, boolean distinct) {
        JsonNode note = Json.parse("{\"text\": \"a\", \"priority\": 1, \"labels\": " + items + "}");
        assertThat(CATALOG.schema("sample/v1/note-request.json")
                        .violations(note, 10, SECRETS)
                        .isEmpty())
                .isEqualTo(distinct);
    }
}

package io.spotcluster.worker.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.json.Json;
import io.spotcluster.api.json.Secrets;
import io.spotcluster.api.schemas.JsonSchema;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.worker.json.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The reader spells the schema out in code: this compares the two, on payloads that are changed in one or two places. */
final class PayloadSchemaTest {
    private static final String TASK = "KBNlAWcRTQyQaNnWGN6nWg";
    private static final JsonSchema SCHEMA = new SchemaCatalog().schema("worker/v1/payload.json");
    private static final TaskFacts FACTS = new TaskFacts(
            Set.of(TASK),
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2027-01-01T00:00:00Z"),
            Duration.ofDays(365_000));

    private static final JsonNode EXAMPLE = Json.parse("""
            {
              "command": [["a", "b"], ["c"]],
              "maxRunTime": 60,
              "env": {"A": "b"},
              "artifacts": [
                {"type": "file", "path": "x", "name": "public/x", "expires": "2026-06-01T00:00:00.000Z",
                 "optional": true, "contentType": "text/plain", "contentEncoding": "gzip"},
                {"type": "directory", "path": "y"}
              ],
              "mounts": [
                {"file": "f", "format": "gz",
                 "content": {"taskId": "KBNlAWcRTQyQaNnWGN6nWg", "artifact": "public/x",
                  "sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}},
                {"directory": "d", "format": "tar.gz", "content": {"url": "https://example.com/x"}},
                {"file": "g", "content": {"raw": "text"}},
                {"file": "h", "content": {"base64": "aGVsbG8="}}
              ],
              "onExitStatus": {"retry": [1, 2], "purgeCaches": [0]},
              "logs": {"live": "public/l", "backing": "public/b"},
              "features": {"liveLog": true, "backingLog": false}
            }
            """);

    /** What is put in the place of a value. */
    private static final List<String> STRANGE = List.of(
            "null",
            "true",
            "0",
            "1",
            "-1",
            "1.5",
            "2.0",
            "99999999999999999999",
            "\"\"",
            "\"x\"",
            "\"gzip\"",
            "\"zip\"",
            "[]",
            "[1]",
            "[\"x\"]",
            "[[]]",
            "[[\"x\"]]",
            "[[\"x\", 1]]",
            "[3, 3]",
            "{}",
            "{\"x\": 1}",
            "{\"x\": \"y\"}",
            "{\"raw\": \"x\"}",
            "{\"type\": \"file\", \"path\": \"p\"}",
            "{\"cacheName\": \"c\", \"directory\": \"d\"}");

    /** Where to change what; a place is a number that is taken modulo the count of places. */
    record Change(int place, Kind kind, String value) {}

    enum Kind {
        REPLACE,
        REMOVE,
        ADD
    }

    @Provide
    static Arbitrary<List<Change>> changes() {
        Arbitrary<Change> change = Combinators.combine(
                        Arbitraries.integers().between(0, 1000), Arbitraries.of(Kind.values()), Arbitraries.of(STRANGE))
                .as(Change::new);
        return change.list().ofMaxSize(2);
    }

    @Property(tries = 3000)
    void whatTheReaderAcceptsIsValidAndWhatIsInvalidItRefuses(@ForAll("changes") List<Change> changes) {
        JsonNode payload = EXAMPLE.deepCopy();
        changes.forEach(change -> apply(payload, change));
        int size = payload.toString().length();
        List<String> violations = SCHEMA.violations(payload, size, Secrets.usualAnd(Set.of()));

        switch (PayloadReader.read(payload, FACTS)) {
            case PayloadReading.Valid valid ->
                assertThat(violations).as(payload.toString()).isEmpty();
            case PayloadReading.Invalid invalid -> {
                if (violations.isEmpty()) {
                    assertThat(invalid.faults())
                            .as("%s is refused beyond the schema only for what a schema cannot say", payload)
                            .allMatch(PayloadSchemaTest::isBeyondSchema, "is beyond the schema");
                }
            }
        }
    }

    /** Names of artifacts and variables, programs, mounted tasks and expiries are checked more closely than a schema can. */
    private static boolean isBeyondSchema(Fault fault) {
        boolean beyondEveryNumber = fault.value().equals("99999999999999999999");
        return beyondEveryNumber
                || fault.path()
                        .matches(
                                "command\\[\\d+]\\[0]|artifacts.*|env\\..*|logs\\..*|mounts.*(url|artifact|base64|taskId)");
    }

    private static void apply(JsonNode payload, Change change) {
        List<JsonNode> containers = new ArrayList<>();
        collect(payload, containers);
        JsonNode container = containers.get(change.place() % containers.size());
        JsonNode value = Json.parse(change.value());
        switch (container) {
            case ObjectNode object -> {
                List<String> names = new ArrayList<>(object.propertyNames());
                String name = names.isEmpty() ? "none" : names.get(change.place() % names.size());
                switch (change.kind()) {
                    case REPLACE -> object.set(name, value);
                    case REMOVE -> object.remove(name);
                    case ADD -> object.set("another", value);
                }
            }
            case ArrayNode array -> {
                int index = array.isEmpty() ? 0 : change.place() % array.size();
                switch (change.kind()) {
                    case REPLACE -> {
                        if (!array.isEmpty()) {
                            array.set(index, value);
                        }
                    }
                    case REMOVE -> array.remove(index);
                    case ADD -> array.add(value);
                }
            }
            default -> throw new IllegalStateException("only objects and lists are collected");
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }
}

package io.spotcluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.json.Secrets;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.testkit.HandTurnedClock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ReferencesTest {
    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();

    private final Kernel kernel = new Kernel(
            KernelConfiguration.of("http://localhost", new HandTurnedClock()),
            List.of(new SampleApi().service()),
            new HeaderAuthenticator(),
            SCHEMAS);

    private JsonNode get(String path) {
        HttpReply reply = TestCall.of("GET", path).to(kernel);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .containsEntry("content-type", "application/json; charset=utf-8")
                .containsEntry("access-control-allow-origin", "*");
        return TestCall.json(reply);
    }

    private JsonNode entry(String name) {
        return get("/references/sample/v1/api.json")
                .path("entries")
                .valueStream()
                .filter(entry -> entry.path("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aReferenceIsWhatItsSchemaAsksFor() {
        ObjectNode reference = (ObjectNode) get("/references/sample/v1/api.json");
        // Served documents name their schema by its path; the schema wants the whole URL.
        reference.put("$schema", "http://localhost" + reference.path("$schema").stringValue());
        assertThat(SCHEMAS.schema("common/api-reference-v0.json").violations(reference, 10, Secrets.usualAnd(Set.of())))
                .isEmpty();
        assertThat(reference
                        .path("entries")
                        .valueStream()
                        .map(entry -> entry.path("name").stringValue()))
                .startsWith("ping", "lbheartbeat", "version", "listNotes")
                .endsWith("answerWrongly", "heartbeat");
    }

    @Test
    void anEntryTellsTheWholeDeclaration() {
        assertThat(entry("keepNote")).isEqualTo(Json.parse("""
                {"type": "function", "method": "put", "route": "/notes/<noteId>", "query": [], "args": ["noteId"],
                 "name": "keepNote", "stability": "experimental", "title": "Method keepNote",
                 "description": "Does what its name says.", "category": "Notes",
                 "input": "v1/note-request.json#", "output": "v1/note-response.json#",
                 "scopes": {"AllOf": ["sample:keep:<noteId>", {"for": "scope", "in": "scopes", "each": "<scope>"}]}}
                """));
        assertThat(entry("listNotes").path("query")).isEqualTo(Json.parse("[\"continuationToken\", \"limit\"]"));
        assertThat(entry("file").path("args")).isEqualTo(Json.parse("[\"noteId\", \"name\"]"));
        assertThat(entry("file").has("output")).isFalse();
        assertThat(entry("shelf").has("scopes")).isFalse();
    }

    @Test
    void theManifestListsTheReferences() {
        ObjectNode manifest = (ObjectNode) get("/references/manifest.json");
        assertThat(manifest).isEqualTo(Json.parse("""
                {"$schema": "/schemas/common/manifest-v3.json#", "references": ["/references/sample/v1/api.json"]}
                """));
        // The schema of the manifest does not know the field that names it.
        manifest.remove("$schema");
        assertThat(SCHEMAS.schema("common/manifest-v3.json").violations(manifest, 10, Secrets.usualAnd(Set.of())))
                .isEmpty();
    }

    @Test
    void schemasAreServedAtTheirIds() {
        assertThat(get("/schemas/sample/v1/note-request.json").path("$id").stringValue())
                .isEqualTo("/schemas/sample/v1/note-request.json#");
        assertThat(get("/schemas/common/metaschema.json").path("$id").stringValue())
                .isEqualTo("/schemas/common/metaschema.json#");
    }
}

package io.spotcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.authentication.Caller;
import io.spotcluster.api.events.KeyWord;
import io.spotcluster.api.events.ServiceEvents;
import io.spotcluster.api.events.TopicExchange;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.json.Secrets;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.Bytes;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ExchangesReferenceTest {
    private static final TopicExchange KEPT = exchange("sample", "noteKept", "note-response.json");

    private static TopicExchange exchange(String service, String name, String schema) {
        return new TopicExchange(
                service,
                name,
                "note-kept",
                "Note kept",
                "A note was kept.",
                List.of(KeyWord.constant("routingKeyKind", "primary", "Always."), KeyWord.reserved("For later.")),
                schema);
    }

    private static Kernel kernel(TopicExchange... exchanges) {
        Service service = new Service("sample", "Sample", "Keeps notes.", Map.of(), List.of())
                .withEvents(new ServiceEvents("Sample events", "What happens to notes.", List.of(exchanges)));
        Service silent = new Service("silent", "Silent", "Tells nothing.", Map.of(), List.of());
        return new Kernel(
                KernelConfiguration.of("http://localhost:8080", new HandTurnedClock()),
                List.of(service, silent),
                _ -> new Caller(Caller.ANONYMOUS, ScopeSet.EMPTY, Instant.MAX),
                new SchemaCatalog());
    }

    private static HttpReply get(Kernel kernel, String path) {
        return kernel.handle(new HttpRequest("GET", path, "", Map.of(), Bytes.EMPTY, "127.0.0.1"));
    }

    @Test
    void exchangesAreServedAsDeclared() {
        HttpReply reply = get(kernel(KEPT), "/references/sample/v1/exchanges.json");
        assertThat(reply.status()).isEqualTo(200);
        JsonNode reference = Json.parse(reply.body().asUtf8());
        assertThat(reference.path("exchangePrefix").asString()).isEqualTo("exchange/taskcluster-sample/v1/");
        assertThat(reference.at("/entries/0").toString())
                .isEqualTo("{\"type\":\"topic-exchange\",\"exchange\":\"note-kept\",\"name\":\"noteKept\","
                        + "\"title\":\"Note kept\",\"description\":\"A note was kept.\",\"routingKey\":["
                        + "{\"name\":\"routingKeyKind\",\"summary\":\"Always.\",\"constant\":\"primary\","
                        + "\"multipleWords\":false,\"required\":true},"
                        + "{\"name\":\"reserved\",\"summary\":\"For later.\",\"multipleWords\":true,"
                        + "\"required\":false}],\"schema\":\"v1/note-response.json#\"}");
        // The schema wants a whole URL, and what is served is relative to the root URL.
        ((ObjectNode) reference)
                .put(
                        "$schema",
                        "http://localhost:8080" + reference.path("$schema").asString());
        assertThat(new SchemaCatalog()
                        .schema("common/exchanges-reference-v0.json")
                        .violations(reference, 0, Secrets.usualAnd(Set.of())))
                .isEmpty();
    }

    @Test
    void theManifestListsThemBesideTheApi() {
        JsonNode manifest =
                Json.parse(get(kernel(KEPT), "/references/manifest.json").body().asUtf8());
        assertThat(manifest.path("references").values().stream().map(JsonNode::asString))
                .containsExactly(
                        "/references/sample/v1/api.json",
                        "/references/sample/v1/exchanges.json",
                        "/references/silent/v1/api.json");
    }

    @Test
    void aServiceThatPublishesNothingHasNoSuchDocument() {
        assertThat(get(kernel(KEPT), "/references/silent/v1/exchanges.json").status())
                .isEqualTo(404);
    }

    @Test
    void everyFaultOfADeclarationIsNamedAtStartUp() {
        assertThatThrownBy(() -> kernel(KEPT, KEPT, exchange("other", "NoteKept", "note-lost.json")))
                .hasMessageContaining("sample.noteKept: is declared twice")
                .hasMessageContaining("sample.NoteKept: is an exchange of other")
                .hasMessageContaining("sample.NoteKept: is no name in camelCase")
                .hasMessageContaining("sample.NoteKept: needs the schema schemas/sample/v1/note-lost.json");
    }
}

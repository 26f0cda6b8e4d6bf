package io.spotcluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Authenticator;
import io.spotcluster.api.authentication.Caller;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.Rejection;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PipelineTest {
    private static final String API = "/api/sample/v1";

    private final SampleApi sample = new SampleApi();
    private final Kernel kernel = new Kernel(
            KernelConfiguration.of("http://localhost:8080", new HandTurnedClock()),
            List.of(sample.service()),
            authenticator(),
            new SchemaCatalog());

    /** Trusts a header `x-scopes`; `bad` in it is a wrong signature. */
    private static Authenticator authenticator() {
        return request -> request.header("x-scopes")
                .map(text -> {
                    if (text.equals("bad")) {
                        throw new Rejection(ErrorCode.AUTHENTICATION_FAILED, "bad mac").asException();
                    }
                    return new Caller("tester", ScopeSet.of(text.split(" ", -1)), Instant.MAX);
                })
                .orElse(new Caller(Caller.ANONYMOUS, ScopeSet.EMPTY, Instant.MAX));
    }

    private HttpReply send(String method, String path, String query, Map<String, String> headers, String body) {
        Map<String, List<String>> lists = new TreeMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return kernel.handle(new HttpRequest(method, path, query, lists, Bytes.utf8(body), "127.0.0.1"));
    }

    private HttpReply get(String path) {
        return send("GET", API + path, "", Map.of("x-scopes", "*"), "");
    }

    private HttpReply keep(String body) {
        return send(
                "PUT",
                API + "/notes/one",
                "",
                Map.of("x-scopes", "sample:keep:one scope:*", "content-type", "application/json"),
                body);
    }

    private static JsonNode json(HttpReply reply) {
        return Json.parse(reply.body().asUtf8());
    }

    private Request seen() {
        return Objects.requireNonNull(sample.seen.get("tester"));
    }

    @Test
    void aNoteIsKeptAndRead() {
        HttpReply kept = keep("{\"text\":\"milk\",\"due\":\"2026-02-01T00:00:00Z\"}");
        assertThat(kept.status()).isEqualTo(200);
        assertThat(kept.body().asUtf8())
                .isEqualTo("{\"noteId\":\"one\",\"text\":\"milk\",\"priority\":5,"
                        + "\"kept\":\"2026-01-01T00:00:00.123Z\",\"due\":\"2026-02-01T00:00:00.000Z\"}");
        assertThat(json(get("/notes/one"))).isEqualTo(json(kept));
    }

    @Test
    void defaultsOfTheSchemaAreFilledIn() {
        keep("{\"text\":\"milk\",\"owner\":{\"name\":\"jo\"}}");
        assertThat(seen().body().toString())
                .isEqualTo("{\"text\":\"milk\",\"owner\":{\"name\":\"jo\",\"mail\":\"nobody@localhost\"},"
                        + "\"scopes\":[],\"priority\":5}");
    }
}

package io.spotcluster.api.testing;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A request that a test puts together, as in {@code TestCall.of("GET", "/api/queue/v1/ping").by("some:scope").to(kernel)}.
 *
 * @param url raw path, and query after a question mark
 */
public record TestCall(String method, String url, Map<String, List<String>> headers, Bytes body) {
    public static TestCall of(String method, String url) {
        return new TestCall(method, url, Map.of(), Bytes.EMPTY);
    }

    /** Signed by a caller with these scopes, for {@link HeaderAuthenticator}. */
    public TestCall by(String... scopes) {
        return new TestCall(method, url, added(HeaderAuthenticator.HEADER, List.of(scopes)), body);
    }

    public TestCall header(String name, String value) {
        return new TestCall(method, url, added(name, List.of(value)), body);
    }

    /** With its content type. */
    public TestCall json(String json) {
        return header("content-type", "application/json").body(Bytes.utf8(json));
    }

    public TestCall body(Bytes bytes) {
        return new TestCall(method, url, headers, bytes);
    }

    public HttpReply to(HttpService service) {
        int question = url.indexOf('?');
        String path = question < 0 ? url : url.substring(0, question);
        String query = question < 0 ? "" : url.substring(question + 1);
        return service.handle(new HttpRequest(method, path, query, headers, body, "127.0.0.1"));
    }

    public static JsonNode json(HttpReply reply) {
        return Json.parse(reply.body().asUtf8());
    }

    /** The {@code code} of an error reply; empty, if it is none. */
    public static String code(HttpReply reply) {
        return reply.status() < 400 ? "" : json(reply).path("code").asString("");
    }

    public static String message(HttpReply reply) {
        return json(reply).path("message").asString("");
    }

    private Map<String, List<String>> added(String name, List<String> values) {
        Map<String, List<String>> copy = new LinkedHashMap<>(headers);
        copy.put(name, values);
        return copy;
    }
}

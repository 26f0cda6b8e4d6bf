package io.spotcluster.auth;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.testing.LoopbackServer;
import io.spotcluster.base.Bytes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Another system's HTTP API, played by the test on a loopback port. */
final class LoopbackSystem implements AutoCloseable {
    /** Every request, as {@code GET /path}. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    private final LoopbackServer server;

    LoopbackSystem(Function<HttpRequest, HttpReply> answers) {
        server = new LoopbackServer(_ -> request -> {
            calls.add(request.method() + " " + request.rawPath());
            return answers.apply(request);
        });
    }

    String url() {
        return server.rootUrl();
    }

    static HttpReply json(int status, String json, Map<String, String> headers) {
        return new HttpReply(status, headers, Bytes.utf8(json));
    }

    static HttpReply json(int status, Object json) {
        return json(status, Json.MAPPER.writeValueAsString(json), Map.of("content-type", "application/json"));
    }

    @Override
    public void close() {
        server.close();
    }
}

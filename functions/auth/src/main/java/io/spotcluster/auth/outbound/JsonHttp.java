package io.spotcluster.auth.outbound;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.spotcluster.api.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Talks JSON with one other system. Lost connections are tried once more; an error reply is an answer. */
public final class JsonHttp {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final RetryPolicy<Answer> retry = RetryPolicy.<Answer>builder()
            .handle(IOException.class)
            .withMaxAttempts(2)
            .withDelay(Duration.ofMillis(200))
            .build();
    private final String system;
    private final String baseUrl;

    /**
     * @param system its name, for messages
     * @param baseUrl without a slash at the end
     */
    public JsonHttp(String system, String baseUrl) {
        this.system = system;
        this.baseUrl = baseUrl.replaceFirst("/+$", "");
    }

    /** @param json a missing node, if the body is none */
    public record Answer(int status, HttpHeaders headers, JsonNode json) {
        public boolean isGood() {
            return status >= 200 && status < 300;
        }

        /** What an error reply says in the field of that name. */
        public String text(String field) {
            return json.path(field).asString("");
        }
    }

    /** @throws OutboundException when no answer came */
    public Answer get(String path, Map<String, String> headers) {
        return send("GET", path, headers, Optional.empty());
    }

    /** @throws OutboundException when no answer came */
    public Answer post(String path, Map<String, String> headers, JsonNode body) {
        return send("POST", path, headers, Optional.of(body));
    }

    /** @throws OutboundException when no answer came */
    public Answer delete(String path, Map<String, String> headers) {
        return send("DELETE", path, headers, Optional.empty());
    }

    /** For an answer that nobody expected; its body is not repeated. */
    public OutboundException unexpected(Answer answer) {
        return new OutboundException("%s answered with status %d".formatted(system, answer.status()));
    }

    private Answer send(String method, String path, Map<String, String> headers, Optional<JsonNode> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(PATIENCE)
                .header("accept", "application/json");
        headers.forEach(request::header);
        body.ifPresent(_ -> request.header("content-type", "application/json"));
        request.method(
                method,
                body.map(json -> HttpRequest.BodyPublishers.ofString(json.toString()))
                        .orElseGet(HttpRequest.BodyPublishers::noBody));
        HttpRequest built = request.build();
        try {
            return Failsafe.with(retry).get(() -> once(built));
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new OutboundException("%s does not answer: %s".formatted(system, e.getCause()));
        }
    }

    private Answer once(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.headers(), json(response.body()));
    }

    private static JsonNode json(String body) {
        try {
            return body.isEmpty() ? MissingNode.getInstance() : Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }
}

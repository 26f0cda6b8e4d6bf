package io.spotcluster.api;

import io.spotcluster.api.http.HttpRequest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What is known so far of a request while it goes through the pipeline: an error reply tells it. */
final class Exchange {
    private static final Pattern TRACE_ID = Pattern.compile("[A-Za-z0-9/_.:=-]{1,128}");

    final HttpRequest http;
    final String requestId = UUID.randomUUID().toString();
    final String traceId;
    Optional<Endpoint> endpoint = Optional.empty();
    Map<String, String> parameters = Map.of();
    Optional<JsonNode> payload = Optional.empty();

    Exchange(HttpRequest http) {
        this.http = http;
        this.traceId = http.header("x-taskcluster-trace-id")
                .filter(id -> TRACE_ID.matcher(id).matches())
                .orElseGet(() -> UUID.randomUUID().toString());
    }
}

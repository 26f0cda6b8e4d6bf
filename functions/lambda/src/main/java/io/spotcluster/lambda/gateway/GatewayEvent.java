package io.spotcluster.lambda.gateway;

import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.base.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Requests as API Gateway's HTTP APIs tell them, payload format 2.0; function URLs use the same format. Several values of a
 * header arrive as one, joined by commas. Cookies mean nothing to this API.
 */
final class GatewayEvent {
    private GatewayEvent() {}

    /** @throws IllegalArgumentException when it is no such event, naming what is wrong */
    static HttpRequest read(JsonNode event) {
        JsonNode http = event.path("requestContext").path("http");
        String path = text(event, "rawPath");
        Map<String, List<String>> headers = headers(event.path("headers"));
        Optional<String> rawUri =
                Optional.ofNullable(headers.remove(HttpRequest.RAW_URI)).map(List::getFirst);
        return new HttpRequest(
                text(http, "method").toUpperCase(Locale.ROOT),
                RawPath.of(path, rawUri),
                event.path("rawQueryString").asString(""),
                headers,
                body(event),
                http.path("sourceIp").asString("unknown"));
    }

    private static Map<String, List<String>> headers(JsonNode json) {
        Map<String, List<String>> headers = new TreeMap<>();
        json.properties()
                .forEach(header -> headers.computeIfAbsent(
                                header.getKey().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                        .add(header.getValue().asString("")));
        return headers;
    }

    private static Bytes body(JsonNode event) {
        String body = event.path("body").asString("");
        return event.path("isBase64Encoded").asBoolean(false)
                ? Bytes.wrap(Base64.getDecoder().decode(body))
                : Bytes.utf8(body);
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isString()) {
            throw new IllegalArgumentException(
                    "the event has no %s; is it of API Gateway's format 2.0?".formatted(name));
        }
        return value.asString();
    }
}

package io.spotcluster.lambda.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.lambda.sources.LambdaFunction;
import io.spotcluster.testkit.gateway.GatewayEvents;
import io.spotcluster.testkit.gateway.GatewayShape;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A client whose signed requests reach a function as events of the gateway. */
record FunctionClient(LambdaFunction function, GatewayShape shape, Credentials credentials) {
    private static final String JSON = "application/json";

    FunctionClient as(Credentials other) {
        return new FunctionClient(function, shape, other);
    }

    JsonNode ok(String method, String target) {
        return ok(call(method, target));
    }

    JsonNode ok(String method, String target, JsonNode body) {
        return ok(call(method, target, body));
    }

    /** The gateway's reply. */
    JsonNode call(String method, String target) {
        String header = RequestSigner.of(credentials, Clock.systemUTC()).header(method, url(target));
        return send(method, target, Map.of("authorization", header), Bytes.EMPTY);
    }

    JsonNode call(String method, String target, JsonNode json) {
        Bytes body = Bytes.utf8(Json.write(json));
        String header = RequestSigner.of(credentials, Clock.systemUTC()).header(method, url(target), JSON, body);
        return send(method, target, Map.of("authorization", header, "content-type", JSON), body);
    }

    private JsonNode send(String method, String target, Map<String, String> headers, Bytes body) {
        byte[] event =
                Json.MAPPER.writeValueAsBytes(GatewayEvents.event(shape, method, target, headers, body.toArray()));
        return Json.MAPPER.readTree(function.answer(event));
    }

    private static URI url(String target) {
        return URI.create(TestDeployment.ROOT_URL + target);
    }

    static JsonNode ok(JsonNode reply) {
        assertThat(reply.path("statusCode").asInt()).as(body(reply)).isEqualTo(200);
        return Json.parse(body(reply).isEmpty() ? "{}" : body(reply));
    }

    static String body(JsonNode reply) {
        String body = reply.path("body").asString();
        return reply.path("isBase64Encoded").asBoolean()
                ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
                : body;
    }
}

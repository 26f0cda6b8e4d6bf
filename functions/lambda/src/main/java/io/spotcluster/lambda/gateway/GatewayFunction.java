package io.spotcluster.lambda.gateway;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.lambda.sources.LambdaFunction;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** An {@link HttpService} behind API Gateway. */
public final class GatewayFunction implements LambdaFunction {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayFunction.class);

    private final HttpService service;

    public GatewayFunction(HttpService service) {
        this.service = service;
    }

    @Override
    public byte[] answer(byte[] event) {
        HttpRequest request;
        try {
            request = GatewayEvent.read(Json.MAPPER.readTree(event));
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.warn("An event that is no request: {}", e.getMessage());
            return GatewayReply.write(error(ErrorCode.MALFORMED_PAYLOAD, "This is no request: " + e.getMessage()));
        }
        byte[] answer = GatewayReply.write(service.handle(request));
        if (answer.length > GatewayReply.LIMIT) {
            LOG.error(
                    "The reply to {} {} has {} bytes, more than Lambda lets through",
                    request.method(),
                    request.rawPath(),
                    answer.length);
            return GatewayReply.write(error(ErrorCode.INTERNAL_SERVER_ERROR, "The reply is too long. Ask for less."));
        }
        return answer;
    }

    private static HttpReply error(ErrorCode code, String message) {
        byte[] body = Json.MAPPER.writeValueAsBytes(
                Json.MAPPER.createObjectNode().put("code", code.code()).put("message", message));
        return new HttpReply(
                code.status(), Map.of("content-type", "application/json; charset=utf-8"), Bytes.wrap(body));
    }
}

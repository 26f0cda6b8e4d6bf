package io.spotcluster.lambda.gateway;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Replies as API Gateway wants to hear them, payload format 2.0. */
final class GatewayReply {
    /** Bytes of the whole answer that Lambda lets through. */
    static final int LIMIT = 6 * 1024 * 1024;

    private GatewayReply() {}

    /** May be longer than {@link #LIMIT}. A body is text if it is, and base64 where that is shorter than text with its escapes. */
    static byte[] write(HttpReply reply) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("statusCode", reply.status());
        ObjectNode headers = answer.putObject("headers");
        reply.headers().forEach(headers::put);
        Optional<String> text = text(reply.body());
        if (text.isPresent()) {
            answer.put("body", text.get());
            answer.put("isBase64Encoded", false);
            byte[] written = Json.MAPPER.writeValueAsBytes(answer);
            if (written.length <= LIMIT) {
                return written;
            }
        }
        answer.put("body", Base64.getEncoder().encodeToString(reply.body().unsafeArray()));
        answer.put("isBase64Encoded", true);
        return Json.MAPPER.writeValueAsBytes(answer);
    }

    private static Optional<String> text(Bytes body) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.unsafeArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}

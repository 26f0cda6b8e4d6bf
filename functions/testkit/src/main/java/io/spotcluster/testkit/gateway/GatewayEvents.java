package io.spotcluster.testkit.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes events of the shapes that API Gateway and function URLs send, from one of each kind that has everything in it. */
public final class GatewayEvents {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private GatewayEvents() {}

    /**
     * @param target path and query with the client's escapes
     * @param headers in addition to those that every request has
     * @param body empty, if there is none
     */
    public static ObjectNode event(
            GatewayShape shape, String method, String target, Map<String, String> headers, byte[] body) {
        ObjectNode event = recorded(shape.file());
        int mark = target.indexOf('?');
        String rawPath = mark < 0 ? target : target.substring(0, mark);
        String path = shape.decodes() ? decoded(rawPath) : rawPath;
        event.put("rawPath", path);
        event.put("rawQueryString", mark < 0 ? "" : target.substring(mark + 1));
        ((ObjectNode) event.path("requestContext").path("http"))
                .put("method", method)
                .put("path", path);
        ObjectNode all = (ObjectNode) event.path("headers");
        headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        if (shape == GatewayShape.HTTP_API_BEHIND_CLOUDFRONT) {
            all.put("x-spotcluster-raw-uri", rawPath);
        }
        if (body.length > 0) {
            all.put("content-length", Integer.toString(body.length));
            putBody(event, body);
        }
        return event;
    }

    private static ObjectNode recorded(String file) {
        try (InputStream stream = GatewayEvents.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("the event " + file + " is not on the class path");
            }
            return (ObjectNode) MAPPER.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void putBody(ObjectNode event, byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            event.put("body", text).put("isBase64Encoded", false);
        } catch (CharacterCodingException e) {
            event.put("body", Base64.getEncoder().encodeToString(body)).put("isBase64Encoded", true);
        }
    }

    /** What an HTTP API makes of a path: decoded, and cut at a question mark that was escaped. */
    private static String decoded(String rawPath) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        byte[] bytes = rawPath.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int next = bytes[i];
            if (next == '%' && i + 2 < bytes.length) {
                next = HexFormat.fromHexDigits(new String(bytes, i + 1, 2, StandardCharsets.US_ASCII));
                i += 2;
            }
            if (next == '?') {
                break;
            }
            decoded.write(next);
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }
}

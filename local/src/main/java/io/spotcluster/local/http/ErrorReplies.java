package io.spotcluster.local.http;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.Timestamp;
import java.time.Instant;
import java.util.Map;

/** Error replies in the API's format, for requests that never get as far as the API. */
final class ErrorReplies {
    private ErrorReplies() {}

    /** @param message without characters that JSON escapes */
    static HttpReply of(int status, String code, String message, Instant now) {
        String body = """
                {"code":"%s","message":"%s","requestInfo":{"method":"","params":{},"payload":{},"time":"%s"}}""".formatted(code, message, Timestamp.format(now));
        return new HttpReply(status, Map.of("content-type", "application/json; charset=utf-8"), Bytes.utf8(body));
    }
}

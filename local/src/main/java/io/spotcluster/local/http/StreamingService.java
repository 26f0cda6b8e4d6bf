package io.spotcluster.local.http;

import io.spotcluster.api.http.HttpRequest;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;

/** Answers requests whose bodies are too large for memory. */
@FunctionalInterface
public interface StreamingService {
    /**
     * @param head a request without its body
     * @param body the bytes as they arrive; throws {@link java.io.IOException} when the client goes away, which the service may
     *     pass on as an {@link java.io.UncheckedIOException}
     */
    Reply handle(HttpRequest head, InputStream body);

    /**
     * A reply whose body is read while it is sent.
     *
     * @param body closed by the server
     * @param length of the body, in bytes; absent, where it is not known before its end
     */
    record Reply(int status, Map<String, String> headers, InputStream body, OptionalLong length) {
        public Reply {
            headers = Map.copyOf(headers);
        }

        public Reply(int status, Map<String, String> headers, InputStream body, long length) {
            this(status, headers, body, OptionalLong.of(length));
        }
    }
}

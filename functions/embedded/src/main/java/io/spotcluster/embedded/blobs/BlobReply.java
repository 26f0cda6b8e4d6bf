package io.spotcluster.embedded.blobs;

import java.io.InputStream;
import java.util.Map;

/** What a server answers to a {@link BlobRequest}. */
public sealed interface BlobReply {
    /**
     * No. {@link #body} is JSON.
     *
     * @param headers by name
     */
    record Refusal(int status, String code, String message, Map<String, String> headers) implements BlobReply {
        public Refusal {
            headers = Map.copyOf(headers);
        }

        Refusal(int status, String code, String message) {
            this(status, code, message, Map.of());
        }

        /** As the API's errors are; neither code nor message holds anything of the request. */
        public String body() {
            return "{\"code\":\"%s\",\"message\":\"%s\"}".formatted(code, message);
        }
    }

    /**
     * The head of a GET or HEAD, and its body, which the server sends and closes. Of a HEAD it is empty, though the header
     * tells its length.
     *
     * @param headers by name; among them Content-Length
     */
    record Download(int status, Map<String, String> headers, InputStream body) implements BlobReply {
        public Download {
            headers = Map.copyOf(headers);
        }
    }

    /** The server feeds the request's body to {@code upload}, answers what its {@code finish} says, and closes it. */
    record Accepted(BlobUpload upload) implements BlobReply {}

    /** It was stored: an empty 200. */
    record Stored() implements BlobReply {}
}

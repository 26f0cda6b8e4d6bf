package io.spotcluster.api.http;

import io.spotcluster.base.Bytes;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * A reply as it goes out; header names in lower case.
 *
 * @param stream instead of a body: read while it is sent, as it comes, and closed by the server; only servers of one machine
 *     send streams
 */
public record HttpReply(int status, Map<String, String> headers, Bytes body, Optional<InputStream> stream) {
    public HttpReply {
        headers = Map.copyOf(headers);
    }

    /** A reply with a whole body. */
    public HttpReply(int status, Map<String, String> headers, Bytes body) {
        this(status, headers, body, Optional.empty());
    }

    /** The status: headers and body may hold secrets. */
    @Override
    public String toString() {
        return "HttpReply[%d]".formatted(status);
    }
}

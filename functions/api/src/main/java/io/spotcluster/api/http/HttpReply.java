package io.spotcluster.api.http;

import io.spotcluster.base.Bytes;
import java.util.Map;

/** A reply as it goes out; header names in lower case. */
public record HttpReply(int status, Map<String, String> headers, Bytes body) {
    public HttpReply {
        headers = Map.copyOf(headers);
    }
}

package io.spotcluster.embedded.blobs;

import java.util.Map;
import java.util.Optional;

/**
 * The head of an HTTP request for a blob.
 *
 * @param rawPath from {@link SignedUrls#PREFIX} on, as received, with its escapes
 * @param rawQuery what follows the question mark, as received; empty if there was none
 * @param headers by lower-case name; of several with the same name the first
 */
public record BlobRequest(String method, String rawPath, String rawQuery, Map<String, String> headers) {
    public BlobRequest {
        headers = Map.copyOf(headers);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}

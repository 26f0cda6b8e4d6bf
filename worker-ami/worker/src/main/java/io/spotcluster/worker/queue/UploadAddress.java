package io.spotcluster.worker.queue;

import java.net.URI;

/**
 * Where to PUT an artifact's bytes.
 *
 * @param url signed, secret while it is valid
 * @param contentType that the request must send
 */
public record UploadAddress(URI url, String contentType) {
    /** Without the signature. */
    @Override
    public String toString() {
        return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }
}

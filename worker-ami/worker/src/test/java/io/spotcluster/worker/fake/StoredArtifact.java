package io.spotcluster.worker.fake;

import io.spotcluster.base.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;

/**
 * An artifact as the fake queue has it.
 *
 * @param request with which it was created
 * @param body as uploaded, if it was
 */
public record StoredArtifact(
        JsonNode request, Optional<Bytes> body, Optional<String> contentEncoding, Optional<String> contentType) {
    public String storageType() {
        return request.path("storageType").asString();
    }

    StoredArtifact uploaded(Bytes bytes, Optional<String> encoding, Optional<String> type) {
        return new StoredArtifact(request, Optional.of(bytes), encoding, type);
    }

    /** The bytes before any compression. */
    public Bytes content() {
        byte[] raw = body.orElseThrow().toArray();
        if (contentEncoding.isEmpty()) {
            return Bytes.wrap(raw);
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
            return Bytes.wrap(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text() {
        return content().asUtf8();
    }
}

package io.spotcluster.embedded.blobs;

import io.spotcluster.ports.blobs.BlobKey;
import java.util.Optional;

/** Blobs as {@link BlobRequests} reads and writes them: in streams. */
public interface BlobContents {
    /** Opens a blob. What is read stays the same, even if the blob is replaced or deleted meanwhile. */
    Optional<BlobReading> open(BlobKey key);

    /** Begins a blob, which takes the place of the one before when it is finished. */
    BlobWriting create(BlobKey key, String contentType, Optional<String> contentEncoding);
}

package io.spotcluster.ports.blobs;

import io.spotcluster.base.Bytes;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Bytes under names, for clients behind signed URLs. May throw {@link io.spotcluster.ports.StoreException}. */
public interface Blobs extends AutoCloseable {
    /**
     * A URL to which anybody who has it may PUT the blob until {@code valid} has passed, with exactly this Content-Type
     * header. A PUT replaces the blob whole; it is seen by readers only when it was received whole.
     */
    URI signedPut(BlobKey key, String contentType, Duration valid);

    /** A URL from which anybody who has it may GET the blob (single byte ranges too) until {@code valid} has passed. */
    URI signedGet(BlobKey key, Duration valid);

    Optional<BlobMetadata> head(BlobKey key);

    /** For the platform's own small blobs, such as task definitions over the item limit. */
    void put(BlobKey key, String contentType, Bytes content);

    Optional<Bytes> get(BlobKey key);

    /**
     * Copies a blob with its metadata, without its bytes coming through here: how one gets into another retention class. The
     * copy's age begins anew, and it replaces what stood there whole.
     *
     * @return whether there was one
     */
    boolean copy(BlobKey from, BlobKey to);

    /** Removing what is not there succeeds. */
    void delete(BlobKey key);

    @Override
    void close();
}

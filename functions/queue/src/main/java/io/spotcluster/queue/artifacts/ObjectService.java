package io.spotcluster.queue.artifacts;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * The object service, as far as the queue asks it for something. It holds the bytes of artifacts with storage type {@code
 * object}: workers upload them there with credentials that the queue issues.
 */
public interface ObjectService {
    /**
     * Announces an upload. From then on only who tells this {@code uploadId} may finish it; the same call again changes
     * nothing.
     *
     * @param name of the object, see {@link ObjectArtifacts}
     * @param expires when the object ceases to exist
     */
    void createUpload(String name, String projectId, String uploadId, Instant expires);

    /** Is the object there, with its upload finished? */
    boolean isComplete(String name);

    /** Where a plain GET finds its bytes, for a while; absent, if it is not there or cannot be had so. */
    Optional<URI> simpleDownload(String name);
}

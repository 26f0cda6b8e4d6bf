package io.spotcluster.worker.queue;

import java.net.URI;
import java.time.Instant;

/** An artifact to create. */
public sealed interface NewArtifact {
    Instant expires();

    /**
     * Bytes to be uploaded afterwards.
     *
     * @param contentLength before any compression
     */
    record Stored(Instant expires, String contentType, long contentLength) implements NewArtifact {}

    /** A pointer to somewhere else. */
    record Reference(Instant expires, String contentType, URI url) implements NewArtifact {}

    /** Another name for an artifact of the same run. */
    record Link(Instant expires, String contentType, String artifact) implements NewArtifact {}

    /** Why there is nothing. */
    record Missing(Instant expires, MissingReason reason, String message) implements NewArtifact {}

    /** Why a file cannot be an artifact. */
    enum MissingReason {
        FILE_MISSING("file-missing-on-worker"),
        INVALID_RESOURCE("invalid-resource-on-worker"),
        TOO_LARGE("too-large-file-on-worker"),
        NOT_READABLE("file-not-readable-on-worker");

        private final String word;

        MissingReason(String word) {
            this.word = word;
        }

        /** The API's word for it. */
        public String word() {
            return word;
        }
    }
}

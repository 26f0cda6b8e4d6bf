package io.spotcluster.queue.artifacts;

import io.spotcluster.ports.blobs.RetentionClass;
import java.time.Instant;

/** How an artifact is kept. */
sealed interface Storage {
    /** As it stands in documents. */
    String type();

    /**
     * As bytes in a bucket.
     *
     * @param created when the artifact was first made, before its bytes were there: their class counts from then on at the
     *     earliest
     */
    record S3(RetentionClass retention, Instant created) implements Storage {
        @Override
        public String type() {
            return "s3";
        }
    }

    /**
     * As bytes in the object service.
     *
     * @param uploadId by which the uploader shows that the upload is its own
     * @param finished whether the uploader has told that the bytes are there; until then nobody sees the artifact
     */
    record StoredObject(String uploadId, boolean finished) implements Storage {
        @Override
        public String type() {
            return "object";
        }
    }

    /** Somewhere else: readers are sent there. */
    record Reference(String url) implements Storage {
        @Override
        public String type() {
            return "reference";
        }
    }

    /** As another artifact of the same run. */
    record Link(ArtifactName artifact) implements Storage {
        @Override
        public String type() {
            return "link";
        }
    }

    /** Not at all; it only says why. */
    record Failure(String reason, String message) implements Storage {
        @Override
        public String type() {
            return "error";
        }
    }
}

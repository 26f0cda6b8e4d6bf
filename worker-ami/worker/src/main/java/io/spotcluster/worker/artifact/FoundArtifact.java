package io.spotcluster.worker.artifact;

import io.spotcluster.worker.payload.ArtifactDeclaration.ContentEncoding;
import io.spotcluster.worker.queue.NewArtifact.MissingReason;
import java.nio.file.Path;
import java.time.Instant;

/** What became of looking for an artifact. */
public sealed interface FoundArtifact {
    String name();

    Instant expires();

    /** Whether the task may do without it. */
    boolean optional();

    /**
     * A file that can be uploaded.
     *
     * @param file its real path, without links
     */
    record Present(
            String name,
            Instant expires,
            boolean optional,
            Path file,
            String contentType,
            ContentEncoding contentEncoding)
            implements FoundArtifact {}

    /** Nothing that can be uploaded. */
    record Absent(String name, Instant expires, boolean optional, MissingReason reason, String message)
            implements FoundArtifact {}
}

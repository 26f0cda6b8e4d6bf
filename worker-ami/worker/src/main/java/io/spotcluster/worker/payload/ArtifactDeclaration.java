package io.spotcluster.worker.payload;

import java.time.Instant;
import java.util.Optional;

/**
 * Something to upload when the commands are done.
 *
 * @param path from the task's working directory, unless absolute; with forward slashes
 * @param name of the artifact, or what the names of a directory's files begin with
 * @param expires the task's expiry, if absent
 * @param optional whether it may be missing
 */
public record ArtifactDeclaration(
        Kind kind,
        String path,
        String name,
        Optional<Instant> expires,
        boolean optional,
        Optional<String> contentType,
        Optional<ContentEncoding> contentEncoding) {
    /** One file, or every file below a directory. */
    public enum Kind {
        FILE,
        DIRECTORY
    }

    /** How the bytes are stored and transported. */
    public enum ContentEncoding {
        IDENTITY,
        GZIP
    }
}

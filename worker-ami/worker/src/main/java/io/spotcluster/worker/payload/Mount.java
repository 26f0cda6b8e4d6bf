package io.spotcluster.worker.payload;

import io.spotcluster.base.Bytes;
import java.net.URI;
import java.util.Optional;

/** Something to put in place before the commands run. Paths are relative to the task's working directory. */
public sealed interface Mount {
    Content content();

    /** One file, unpacked first if it has a format. */
    record FileMount(Content content, String file, Optional<Compression> format) implements Mount {}

    /** The contents of an archive. */
    record DirectoryMount(Content content, String directory, ArchiveFormat format) implements Mount {}

    /** Where the bytes come from. */
    sealed interface Content {
        /**
         * An artifact of the latest run of a task that this one depends on.
         *
         * @param sha256 that the bytes must have, in hexadecimal
         */
        record ArtifactContent(String taskId, String artifact, Optional<String> sha256) implements Content {}

        record UrlContent(URI url, Optional<String> sha256) implements Content {}

        /** The bytes themselves; of base64, the decoded ones. */
        record InlineContent(String kind, Bytes bytes) implements Content {}
    }

    /** How one file is packed. */
    enum Compression {
        GZ,
        BZ2
    }

    /** What kind of archive it is. */
    enum ArchiveFormat {
        ZIP,
        TAR,
        TAR_GZ,
        TAR_BZ2
    }
}

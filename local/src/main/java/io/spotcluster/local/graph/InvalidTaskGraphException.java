package io.spotcluster.local.graph;

import java.nio.file.Path;
import java.util.List;

/** A graph file has faults; the message names every one of them. */
public final class InvalidTaskGraphException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidTaskGraphException(Path file, List<String> faults) {
        super("%s is no valid task graph:%n  %s".formatted(file, String.join("\n  ", faults)));
    }
}

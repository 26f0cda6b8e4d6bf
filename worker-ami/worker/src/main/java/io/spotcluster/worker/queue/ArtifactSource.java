package io.spotcluster.worker.queue;

import java.net.URI;

/** Where an artifact's bytes are. */
public sealed interface ArtifactSource {
    /** To be fetched with a plain GET. */
    record At(URI url) implements ArtifactSource {}

    /** Nowhere: the worker that should have made it says why. */
    record Absent(String reason, String message) implements ArtifactSource {}
}

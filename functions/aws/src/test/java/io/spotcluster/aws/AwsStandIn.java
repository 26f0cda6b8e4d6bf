package io.spotcluster.aws;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Something that answers as AWS does, on this machine. */
public interface AwsStandIn {
    /** Why it cannot be had here; tests that need it are then skipped. */
    Optional<String> missing();

    /** Where it answers. It is started for the first test of a run that asks, and stopped after the last. */
    URI endpoint(ExtensionContext context);
}

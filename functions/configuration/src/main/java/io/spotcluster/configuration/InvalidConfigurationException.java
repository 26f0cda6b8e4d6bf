package io.spotcluster.configuration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A configuration file with faults; the message has a line for each. */
public final class InvalidConfigurationException extends IOException {
    private static final long serialVersionUID = 1L;

    public InvalidConfigurationException(Path file, List<String> faults) {
        super("%s is no valid configuration:%n  %s".formatted(file, String.join("\n  ", faults)));
    }
}

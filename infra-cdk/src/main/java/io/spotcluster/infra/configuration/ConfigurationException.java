package io.spotcluster.infra.configuration;

import java.util.List;

/** A configuration that cannot be deployed; the message lists everything that is wrong with it. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigurationException(String source, List<String> faults) {
        this("%s is not valid:\n  %s".formatted(source, String.join("\n  ", faults)));
    }

    ConfigurationException(String message) {
        super(message);
    }
}

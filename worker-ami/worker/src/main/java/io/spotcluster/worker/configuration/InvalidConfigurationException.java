package io.spotcluster.worker.configuration;

import io.spotcluster.worker.json.Fault;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration file says something that cannot be; the message lists every fault. */
public final class InvalidConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidConfigurationException(String file, List<Fault> faults) {
        super(faults.stream()
                .map(fault -> "\n  - " + fault)
                .collect(Collectors.joining("", "the configuration in " + file + " is not valid:", "")));
    }

    InvalidConfigurationException(String message) {
        super(message);
    }
}

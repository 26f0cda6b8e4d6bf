package io.spotcluster.configuration;

import io.spotcluster.api.configuration.ConfigurationDocument;
import io.spotcluster.api.limits.RateLimits;
import io.spotcluster.auth.AuthConfiguration;
import io.spotcluster.queue.claim.TaskQueueRules;
import io.spotcluster.queue.retention.RetentionPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The configuration of the services where it was {@linkplain Delivery delivered}: each function reads the parts that it needs.
 * It was checked before; what throws here is a delivery that went wrong.
 *
 * @param document {@link ConfigurationFile#document}
 * @param secrets by their names in it; asked only for those that are read
 */
public record DeliveredConfiguration(ObjectNode document, Function<String, Optional<String>> secrets) {
    public AuthConfiguration auth() {
        return read(AuthConfiguration::read);
    }

    public RateLimits rateLimits() {
        return read(RateLimits::read);
    }

    public RetentionPolicies retention() {
        return readQueue(ConfigurationFile::retention);
    }

    public TaskQueueRules taskQueues() {
        return readQueue(ConfigurationFile::taskQueues);
    }

    private <T> T read(Function<ConfigurationDocument, T> reader) {
        ConfigurationDocument checked = ConfigurationDocument.checked(document, secrets);
        T part = reader.apply(checked);
        requireNone(checked.faults());
        return part;
    }

    private <T> T readQueue(BiFunction<JsonNode, List<String>, T> reader) {
        List<String> faults = new ArrayList<>();
        T part = reader.apply(document.path(ConfigurationFile.QUEUE), faults);
        requireNone(faults);
        return part;
    }

    private static void requireNone(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new IllegalStateException("the delivered configuration is not valid: " + String.join("; ", faults));
        }
    }
}

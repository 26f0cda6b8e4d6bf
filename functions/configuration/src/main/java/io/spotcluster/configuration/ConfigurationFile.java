package io.spotcluster.configuration;

import io.spotcluster.api.configuration.ConfigurationDocument;
import io.spotcluster.api.configuration.SecretText;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.limits.RateLimits;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.auth.AuthConfiguration;
import io.spotcluster.queue.claim.TaskQueueRules;
import io.spotcluster.queue.retention.RetentionPolicies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A configuration file, read and checked.
 *
 * @param document the whole of it, complete with defaults, and without its secrets, as {@link ConfigurationDocument#parted} says
 * @param secrets by the names that stand for them in the document
 */
public record ConfigurationFile(Configuration configuration, ObjectNode document, Map<String, SecretText> secrets) {
    static final String QUEUE = "queue";

    /** The parts that {@code schemas/configuration/v1/deployment.json} describes. */
    private static final List<String> DOCUMENT = List.of("auth", "rateLimits", "signIn");

    public ConfigurationFile {
        secrets = Map.copyOf(secrets);
    }

    /**
     * @param environment where the file may say that secrets are
     * @throws InvalidConfigurationException when it has faults, with every one of them
     * @throws IOException when it cannot be read
     */
    public static ConfigurationFile read(Path file, Map<String, String> environment) throws IOException {
        List<String> faults = new ArrayList<>();
        JsonNode document = YamlFile.read(file, faults);
        knows(document, "", List.of("auth", QUEUE, "rateLimits", "signIn"), faults);
        JsonNode queue = document.path(QUEUE);
        if (document.has(QUEUE) && !queue.isObject()) {
            faults.add("`queue` is no object");
        }
        knows(queue, "queue.", List.of("retention", "taskQueues"), faults);
        RetentionPolicies retention = retention(queue, faults);
        TaskQueueRules taskQueues = taskQueues(queue, faults);
        ConfigurationDocument described = described(document, file, environment);
        AuthConfiguration auth = AuthConfiguration.read(described);
        RateLimits rateLimits = RateLimits.read(described);
        faults.addAll(described.faults());
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException(file, faults);
        }
        ConfigurationDocument.Parted parted = described.parted();
        if (document.has(QUEUE)) {
            parted.document().set(QUEUE, queue);
        }
        return new ConfigurationFile(
                new Configuration(retention, taskQueues, auth, rateLimits), parted.document(), parted.secrets());
    }

    static RetentionPolicies retention(JsonNode queue, List<String> faults) {
        return queue.has("retention")
                ? RetentionPolicies.read(queue.path("retention"), "queue.retention", faults)
                : RetentionPolicies.NONE;
    }

    static TaskQueueRules taskQueues(JsonNode queue, List<String> faults) {
        return queue.has("taskQueues")
                ? TaskQueueRules.read(queue.path("taskQueues"), "queue.taskQueues", faults)
                : TaskQueueRules.NONE;
    }

    /** The schema is compiled, which takes half a second, only where there is something for it. */
    private static ConfigurationDocument described(JsonNode document, Path file, Map<String, String> environment) {
        ObjectNode parts = Json.MAPPER.createObjectNode();
        for (String part : DOCUMENT) {
            if (document.has(part)) {
                parts.set(part, document.path(part));
            }
        }
        if (parts.isEmpty()) {
            return ConfigurationDocument.none();
        }
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of(""));
        return ConfigurationDocument.of(parts, folder, environment, new SchemaCatalog());
    }

    private static void knows(JsonNode object, String where, List<String> members, List<String> faults) {
        String known = members.stream()
                .map(member -> "`%s%s`".formatted(where, member))
                .collect(Collectors.joining(", "));
        for (String name : new TreeSet<>(object.propertyNames())) {
            if (!members.contains(name)) {
                faults.add("`%s%s` is unknown; %s %s known"
                        .formatted(where, name, known, members.size() == 1 ? "is" : "are"));
            }
        }
    }
}

package io.spotcluster.local.configuration;

import io.spotcluster.api.configuration.ConfigurationDocument;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.limits.RateLimits;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.auth.AuthConfiguration;
import io.spotcluster.local.files.YamlFile;
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
 * What an instance's configuration file says ({@code docs/manual/configuration.md} describes it).
 *
 * @param retention how long which tasks and artifacts are kept at most
 * @param taskQueues rules of single task queues
 * @param auth clients, sign-in, and access to other systems
 * @param rateLimits of all services together
 */
public record Configuration(
        RetentionPolicies retention, TaskQueueRules taskQueues, AuthConfiguration auth, RateLimits rateLimits) {
    /** Nothing is configured. */
    public static final Configuration NONE =
            new Configuration(RetentionPolicies.NONE, TaskQueueRules.NONE, AuthConfiguration.NONE, RateLimits.NONE);

    /** The file that counts if no other is named, in the data folder. */
    public static final String FILE = "config.yml";

    /** The parts that {@code schemas/configuration/v1/deployment.json} describes. */
    private static final List<String> DOCUMENT = List.of("auth", "rateLimits", "signIn");

    /**
     * @param environment where the file may say that secrets are
     * @throws IOException when the file cannot be read, or has faults; the message names every one of them
     */
    public static Configuration read(Path file, Map<String, String> environment) throws IOException {
        List<String> faults = new ArrayList<>();
        JsonNode document = YamlFile.read(file, faults);
        knows(document, "", List.of("auth", "queue", "rateLimits", "signIn"), faults);
        JsonNode queue = document.path("queue");
        if (document.has("queue") && !queue.isObject()) {
            faults.add("`queue` is no object");
        }
        knows(queue, "queue.", List.of("retention", "taskQueues"), faults);
        RetentionPolicies retention = queue.has("retention")
                ? RetentionPolicies.read(queue.path("retention"), "queue.retention", faults)
                : RetentionPolicies.NONE;
        TaskQueueRules taskQueues = queue.has("taskQueues")
                ? TaskQueueRules.read(queue.path("taskQueues"), "queue.taskQueues", faults)
                : TaskQueueRules.NONE;
        ConfigurationDocument described = described(document, file, environment);
        AuthConfiguration auth = AuthConfiguration.read(described);
        RateLimits rateLimits = RateLimits.read(described);
        faults.addAll(described.faults());
        if (!faults.isEmpty()) {
            throw new IOException("%s is no valid configuration:%n  %s".formatted(file, String.join("\n  ", faults)));
        }
        return new Configuration(retention, taskQueues, auth, rateLimits);
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

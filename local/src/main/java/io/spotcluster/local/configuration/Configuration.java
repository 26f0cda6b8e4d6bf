package io.spotcluster.local.configuration;

import io.spotcluster.local.files.YamlFile;
import io.spotcluster.queue.claim.TaskQueueRules;
import io.spotcluster.queue.retention.RetentionPolicies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What an instance's configuration file says ({@code docs/manual/local.md} describes it).
 *
 * @param retention how long which tasks and artifacts are kept at most
 * @param taskQueues rules of single task queues
 */
public record Configuration(RetentionPolicies retention, TaskQueueRules taskQueues) {
    /** Nothing is configured. */
    public static final Configuration NONE = new Configuration(RetentionPolicies.NONE, TaskQueueRules.NONE);

    /** The file that counts if no other is named, in the data folder. */
    public static final String FILE = "config.yml";

    /** @throws IOException when the file cannot be read, or has faults; the message names every one of them */
    public static Configuration read(Path file) throws IOException {
        List<String> faults = new ArrayList<>();
        JsonNode document = YamlFile.read(file, faults);
        knows(document, "", List.of("queue"), faults);
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
        if (!faults.isEmpty()) {
            throw new IOException("%s is no valid configuration:%n  %s".formatted(file, String.join("\n  ", faults)));
        }
        return new Configuration(retention, taskQueues);
    }

    private static void knows(JsonNode object, String where, List<String> members, List<String> faults) {
        String known = members.stream()
                .map(member -> "`%s%s`".formatted(where, member))
                .collect(Collectors.joining(" and "));
        for (String name : new TreeSet<>(object.propertyNames())) {
            if (!members.contains(name)) {
                faults.add("`%s%s` is unknown; %s %s known"
                        .formatted(where, name, known, members.size() == 1 ? "is" : "are"));
            }
        }
    }
}

package io.spotcluster.queue.task;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a task is to do. It never changes; the priority in force is that of the {@link TaskStatus}.
 *
 * @param digest of the document's text; names the definition among those that were sent for the same taskId
 * @param document the whole definition as users see it; nobody changes it
 * @param size of the document's text, in characters
 * @param expires as its author asks; until when the task really is kept stands in its status
 */
public record TaskDefinition(
        TaskId taskId,
        String digest,
        JsonNode document,
        int size,
        TaskQueueId taskQueueId,
        String schedulerId,
        String projectId,
        TaskGroupId taskGroupId,
        List<TaskId> dependencies,
        Requires requires,
        List<String> routes,
        Priority priority,
        int retries,
        Instant created,
        Instant deadline,
        Instant expires,
        List<String> scopes,
        Map<String, String> tags) {
    public TaskDefinition {
        dependencies = List.copyOf(dependencies);
        routes = List.copyOf(routes);
        scopes = List.copyOf(scopes);
        // In the order of their author.
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }
}

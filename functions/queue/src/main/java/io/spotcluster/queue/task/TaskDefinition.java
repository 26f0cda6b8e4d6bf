package io.spotcluster.queue.task;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a task is to do. It never changes; the priority in force is that of the {@link TaskStatus}.
 *
 * @param digest of the document's text; names the definition among those that were sent for the same taskId
 * @param document the whole definition as users see it; nobody changes it
 * @param size of the document's text, in bytes of UTF-8
 * @param expires as its author asks; until when the task really is kept stands in its status
 * @param coalesce in which stack it stands, if in any
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
        Map<String, String> tags,
        Optional<Coalesce> coalesce) {
    private static final int CREDENTIALS = 2048;

    public TaskDefinition {
        dependencies = List.copyOf(dependencies);
        routes = List.copyOf(routes);
        scopes = List.copyOf(scopes);
        // In the order of their author.
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /**
     * How many bytes a claim of the task takes in a reply, about: the definition, and credentials, whose certificate holds the
     * scopes once more, as a text in a text.
     */
    public int claimSize() {
        return size + 4 * scopes.stream().mapToInt(String::length).sum() + CREDENTIALS;
    }
}

package io.spotcluster.worker.queue;

import java.time.Instant;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a worker needs of a task's definition.
 *
 * @param name of its metadata, for people
 * @param payload as its author wrote it
 */
public record TaskDefinition(
        String name,
        String owner,
        String source,
        String taskGroupId,
        Set<String> dependencies,
        Instant created,
        Instant deadline,
        Instant expires,
        JsonNode payload) {
    public TaskDefinition {
        dependencies = Set.copyOf(dependencies);
    }
}

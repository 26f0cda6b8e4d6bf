package io.spotcluster.local.graph;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import io.spotcluster.local.graph.TaskGraph.GraphTask;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates the tasks of a graph, all in one task group. */
public final class TaskGraphSubmitter {
    private final ApiClient client;
    private final Credentials credentials;
    private final Clock clock;

    public TaskGraphSubmitter(ApiClient client, Credentials credentials, Clock clock) {
        this.client = client;
        this.credentials = credentials;
        this.clock = clock;
    }

    /**
     * @param taskQueueId of the tasks that name none
     * @throws io.spotcluster.api.client.ApiException when a task is refused; those before it stay
     */
    public SubmittedGraph submit(TaskGraph graph, String taskQueueId) throws IOException, InterruptedException {
        String taskGroupId = Slug.nice();
        Instant now = clock.instant();
        Map<String, String> taskIds = new LinkedHashMap<>();
        graph.tasks().forEach(task -> taskIds.put(task.label(), Slug.nice()));
        for (GraphTask task : graph.tasks()) {
            ObjectNode definition = (ObjectNode) Placeholders.filled(task.definition(), taskIds, now);
            if (!definition.has("taskQueueId") && !definition.has("provisionerId")) {
                definition.put("taskQueueId", taskQueueId);
            }
            definition.put("taskGroupId", taskGroupId);
            definition.put("created", Timestamp.format(now));
            ArrayNode dependencies = definition.putArray("dependencies");
            task.dependencies().forEach(label -> dependencies.add(idOf(label, taskIds)));
            client.call(
                    ApiCall.put("queue", "task", idOf(task.label(), taskIds)).withBody(definition), credentials);
        }
        return new SubmittedGraph(taskGroupId, taskIds);
    }

    private static String idOf(String label, Map<String, String> taskIds) {
        return Objects.requireNonNull(taskIds.get(label), () -> "the graph has no task " + label);
    }
}

package io.spotcluster.queue.task;

import io.spotcluster.base.Timestamp;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The status of a task as users see it ({@code task-status.json}). */
public final class StatusDocument {
    private StatusDocument() {}

    public static ObjectNode of(TaskStatus task) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("taskId", task.taskId().text());
        document.put("provisionerId", task.taskQueueId().provisionerId());
        document.put("workerType", task.taskQueueId().workerType());
        document.put("taskQueueId", task.taskQueueId().text());
        document.put("schedulerId", task.schedulerId());
        document.put("projectId", task.projectId());
        document.put("taskGroupId", task.taskGroupId().text());
        document.put("priority", task.priority().text());
        document.put("deadline", Timestamp.format(task.deadline()));
        document.put("expires", Timestamp.format(task.expires()));
        document.put("retriesLeft", task.retriesLeft());
        document.put("state", task.state().text());
        ArrayNode runs = document.putArray("runs");
        for (int runId = 0; runId < task.runs().size(); runId++) {
            runs.add(run(runId, task.runs().get(runId)));
        }
        return document;
    }

    private static ObjectNode run(int runId, Run run) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("runId", runId);
        document.put("state", run.state().text());
        document.put("reasonCreated", run.reasonCreated().text());
        if (run instanceof Run.Resolved resolved) {
            document.put("reasonResolved", resolved.resolution().text());
        }
        run.claim().ifPresent(claim -> {
            document.put("workerGroup", claim.worker().group());
            document.put("workerId", claim.worker().id());
            document.put("takenUntil", Timestamp.format(claim.takenUntil()));
        });
        document.put("scheduled", Timestamp.format(run.scheduled()));
        run.claim().ifPresent(claim -> document.put("started", Timestamp.format(claim.started())));
        if (run instanceof Run.Resolved resolved) {
            document.put("resolved", Timestamp.format(resolved.resolved()));
        }
        return document;
    }
}

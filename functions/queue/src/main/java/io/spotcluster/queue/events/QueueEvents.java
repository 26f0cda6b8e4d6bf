package io.spotcluster.queue.events;

import io.spotcluster.api.events.Event;
import io.spotcluster.api.events.TopicExchange;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.task.Claim;
import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.ReasonCreated;
import io.spotcluster.queue.task.Run;
import io.spotcluster.queue.task.StatusDocument;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskGroupId;
import io.spotcluster.queue.task.TaskState;
import io.spotcluster.queue.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events of the queue. What is told of a task follows from its old and new image alone: the same images always give the
 * same events, so that a change which is handled again tells the same again.
 */
public final class QueueEvents {
    private QueueEvents() {}

    /**
     * What became true between two images, in the order in which it did. Nothing, for a change that nobody is told of, such
     * as a prolonged claim.
     *
     * @param before absent for a new task. What stood there before a task of version 1 was another task that had expired,
     *     and counts for nothing
     */
    public static List<Event> of(Optional<TaskStatus> before, TaskStatus after, TaskDefinition definition) {
        Optional<TaskStatus> old = before.filter(_ -> after.version() > 1);
        List<Event> events = new ArrayList<>(2);
        if (old.isEmpty()) {
            events.add(defined(after, definition));
        }
        for (int runId = 0; runId < after.runs().size(); runId++) {
            addRun(events, old, after, runId, definition);
        }
        old.map(TaskStatus::priority)
                .filter(priority -> priority != after.priority())
                .ifPresent(priority -> events.add(priorityChanged(priority, after, definition)));
        return events;
    }

    /** The task as it was before its first run, which may have come in the same write. */
    private static Event defined(TaskStatus task, TaskDefinition definition) {
        ObjectNode status = StatusDocument.of(task).put("state", TaskState.UNSCHEDULED.text());
        status.putArray("runs");
        ObjectNode payload = Json.MAPPER.createObjectNode();
        payload.set("status", status);
        return taskEvent(QueueExchanges.TASK_DEFINED, task, definition, Map.of(), withTags(payload, definition));
    }

    /** One write may end a run and add the next one. Images further apart than one write give every step in between. */
    private static void addRun(
            List<Event> events, Optional<TaskStatus> before, TaskStatus task, int runId, TaskDefinition definition) {
        Optional<Run> old = before.flatMap(status -> status.run(runId));
        Run run = task.runs().get(runId);
        boolean neverWaited = run.reasonCreated() == ReasonCreated.EXCEPTION;
        if (old.isEmpty() && !neverWaited) {
            events.add(pending(task, runId, definition));
        }
        if (old.flatMap(Run::claim).isEmpty()) {
            run.claim().ifPresent(claim -> events.add(running(task, runId, claim, definition)));
        }
        if (run instanceof Run.Resolved resolved
                && old.map(Run::state).filter(resolved.state()::equals).isEmpty()) {
            events.add(resolved(task, runId, resolved, definition));
        }
    }

    private static Event pending(TaskStatus task, int runId, TaskDefinition definition) {
        ObjectNode payload = message(task).put("runId", runId);
        return taskEvent(
                QueueExchanges.TASK_PENDING,
                task,
                definition,
                words(runId, Optional.empty()),
                withTags(payload, definition));
    }

    private static Event running(TaskStatus task, int runId, Claim claim, TaskDefinition definition) {
        ObjectNode payload = withWorker(message(task).put("runId", runId), claim)
                .put("takenUntil", Timestamp.format(claim.takenUntil()));
        return taskEvent(
                QueueExchanges.TASK_RUNNING,
                task,
                definition,
                words(runId, Optional.of(claim)),
                withTags(payload, definition));
    }

    private static Event resolved(TaskStatus task, int runId, Run.Resolved run, TaskDefinition definition) {
        ObjectNode payload = message(task).put("runId", runId);
        run.claim().ifPresent(claim -> withWorker(payload, claim));
        TopicExchange exchange = switch (run.resolution()) {
            case COMPLETED -> QueueExchanges.TASK_COMPLETED;
            case FAILED -> QueueExchanges.TASK_FAILED;
            case DEADLINE_EXCEEDED,
                    CANCELED,
                    CLAIM_EXPIRED,
                    WORKER_SHUTDOWN,
                    MALFORMED_PAYLOAD,
                    RESOURCE_UNAVAILABLE,
                    INTERNAL_ERROR,
                    INTERMITTENT_TASK,
                    SUPERSEDED -> QueueExchanges.TASK_EXCEPTION;
        };
        return taskEvent(exchange, task, definition, words(runId, run.claim()), withTags(payload, definition));
    }

    private static Event priorityChanged(Priority old, TaskStatus task, TaskDefinition definition) {
        ObjectNode payload = message(task)
                .put("oldPriority", old.text())
                .put("newPriority", task.priority().text());
        return taskEvent(QueueExchanges.TASK_PRIORITY_CHANGED, task, definition, Map.of(), payload);
    }

    /** What an artifact is called and how it is kept, as {@link #artifactCreated} tells it. */
    public record NewArtifact(String storageType, String name, Instant expires, String contentType) {}

    /** A run gained an artifact, or it was replaced. For every storage type but {@code s3}, whose bytes have yet to come. */
    public static Event artifactCreated(
            TaskStatus task, int runId, Claim claim, NewArtifact artifact, TaskDefinition definition) {
        ObjectNode payload = withWorker(message(task).put("runId", runId), claim);
        payload.putObject("artifact")
                .put("storageType", artifact.storageType())
                .put("name", artifact.name())
                .put("expires", Timestamp.format(artifact.expires()))
                .put("contentType", artifact.contentType());
        return taskEvent(QueueExchanges.ARTIFACT_CREATED, task, definition, words(runId, Optional.of(claim)), payload);
    }

    /** Every task of the group was resolved once. */
    public static Event groupResolved(
            TaskGroupId taskGroupId, String schedulerId, Instant expires, Optional<Instant> sealed) {
        return groupChanged(QueueExchanges.TASK_GROUP_RESOLVED, taskGroupId, schedulerId, expires, sealed);
    }

    /** The group takes no more tasks. */
    public static Event groupSealed(TaskGroupId taskGroupId, String schedulerId, Instant expires, Instant sealed) {
        return groupChanged(QueueExchanges.TASK_GROUP_SEALED, taskGroupId, schedulerId, expires, Optional.of(sealed));
    }

    /** @param tasksAffected how many tasks have another priority now */
    public static Event groupPriorityChanged(
            TaskGroupId taskGroupId, String schedulerId, Priority priority, int tasksAffected) {
        ObjectNode payload = Json.MAPPER
                .createObjectNode()
                .put("taskGroupId", taskGroupId.text())
                .put("schedulerId", schedulerId)
                .put("newPriority", priority.text())
                .put("tasksAffected", tasksAffected);
        return groupEvent(QueueExchanges.TASK_GROUP_PRIORITY_CHANGED, taskGroupId, schedulerId, payload);
    }

    private static Event groupChanged(
            TopicExchange exchange,
            TaskGroupId taskGroupId,
            String schedulerId,
            Instant expires,
            Optional<Instant> sealed) {
        ObjectNode payload = Json.MAPPER
                .createObjectNode()
                .put("taskGroupId", taskGroupId.text())
                .put("schedulerId", schedulerId)
                .put("expires", Timestamp.format(expires));
        sealed.ifPresent(time -> payload.put("sealed", Timestamp.format(time)));
        return groupEvent(exchange, taskGroupId, schedulerId, payload);
    }

    private static Event groupEvent(
            TopicExchange exchange, TaskGroupId taskGroupId, String schedulerId, ObjectNode payload) {
        return exchange.event(
                Map.of("taskGroupId", taskGroupId.text(), "schedulerId", schedulerId), List.of(), payload);
    }

    /** @param words of the routing key that the task alone does not tell */
    private static Event taskEvent(
            TopicExchange exchange,
            TaskStatus task,
            TaskDefinition definition,
            Map<String, String> words,
            ObjectNode payload) {
        Map<String, String> key = new HashMap<>(words);
        key.put("taskId", task.taskId().text());
        key.put("provisionerId", task.taskQueueId().provisionerId());
        key.put("workerType", task.taskQueueId().workerType());
        key.put("schedulerId", task.schedulerId());
        key.put("taskGroupId", task.taskGroupId().text());
        return exchange.event(key, definition.routes(), payload);
    }

    private static Map<String, String> words(int runId, Optional<Claim> claim) {
        Map<String, String> words = new HashMap<>();
        words.put("runId", Integer.toString(runId));
        claim.ifPresent(held -> {
            words.put("workerGroup", held.worker().group());
            words.put("workerId", held.worker().id());
        });
        return words;
    }

    private static ObjectNode message(TaskStatus task) {
        ObjectNode payload = Json.MAPPER.createObjectNode();
        payload.set("status", StatusDocument.of(task));
        return payload;
    }

    private static ObjectNode withWorker(ObjectNode payload, Claim claim) {
        return payload.put("workerGroup", claim.worker().group())
                .put("workerId", claim.worker().id());
    }

    private static ObjectNode withTags(ObjectNode payload, TaskDefinition definition) {
        ObjectNode tags = payload.putObject("task").putObject("tags");
        definition.tags().forEach(tags::put);
        return payload;
    }
}

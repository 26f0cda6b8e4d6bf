package io.spotcluster.queue.tables;

import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.queue.task.TaskGroupId;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.Worker;
import java.time.Instant;
import java.util.List;

/**
 * The tables of the queue and their keys. Words of a key are joined by {@code #}, which no id contains; an artifact's name
 * may, and therefore stands last. Numbers are padded with zeros so that they sort by value.
 */
public final class QueueTables {
    /** What the sort keys of all artifacts begin with. */
    public static final String ARTIFACT = "artifact#";

    /** What definitions' sort keys begin with; only a task's status comes after them. */
    public static final String DEFINITION = "definition#";

    public static final String STATUS = "status";

    /**
     * {@code taskId} / {@code status}, {@code definition#digest} or {@code artifact#run#name}. Its feed is about tasks and
     * about artifacts.
     */
    public static final TableDefinition TASKS =
            TableDefinition.withFeed("queue-tasks", STATUS).andFeedOf(ARTIFACT);

    /**
     * {@code taskQueueId#shard} / {@code priority#inserted#taskId#run}: what waits for a worker, most urgent first; and {@code
     * stack#taskQueueId#name} / {@code taskId#run}: what waits in a stack.
     */
    public static final TableDefinition PENDING = TableDefinition.withoutFeed("queue-pending");

    /** {@code taskQueueId} / {@code workerGroup#workerId#taskId#run}: what workers have. */
    public static final TableDefinition CLAIMED = TableDefinition.withoutFeed("queue-claimed");

    /** {@code d} / {@code t} and {@code need#t} / {@code d}: t depends on d, and t still waits for d. */
    public static final TableDefinition EDGES = TableDefinition.withoutFeed("queue-edges");

    /** {@code taskGroupId} / {@code group}, {@code member#taskId} or {@code active#taskId}. */
    public static final TableDefinition GROUPS = TableDefinition.withFeed("queue-groups", "group");

    /** {@code minute#shard} / {@code time#kind#id}: nobody takes these away, they expire; {@code cursor} / {@code shard}. */
    public static final TableDefinition TIMERS = TableDefinition.withoutFeed("queue-timers");

    /**
     * {@code taskQueueId} / {@code workerGroup#workerId}: a worker; {@code queues} / {@code taskQueueId}: a queue that workers
     * serve; {@code quarantines#taskQueueId} / {@code workerGroup#workerId#time#version}: a change of a quarantine.
     */
    public static final TableDefinition WORKERS = TableDefinition.withoutFeed("queue-workers");

    public static final List<TableDefinition> ALL = List.of(TASKS, PENDING, CLAIMED, EDGES, GROUPS, TIMERS, WORKERS);

    public static final String MEMBER = "member#";
    public static final String ACTIVE = "active#";

    /** The partition of all task queues that workers serve; no taskQueueId, as it has no slash. */
    public static final String TASK_QUEUES = "queues";

    private QueueTables() {}

    public static Key status(TaskId taskId) {
        return new Key(taskId.text(), STATUS);
    }

    public static Key definition(TaskId taskId, String digest) {
        return new Key(taskId.text(), DEFINITION + digest);
    }

    public static Key artifact(TaskId taskId, int runId, String name) {
        return new Key(taskId.text(), artifactsOf(runId) + name);
    }

    /** What the sort keys of all artifacts of a run begin with. */
    public static String artifactsOf(int runId) {
        return ARTIFACT + padded(runId, 3) + "#";
    }

    /** The partition of all that waits in a stack. */
    public static String stack(TaskQueueId taskQueueId, String name) {
        return "stack#" + taskQueueId + "#" + name;
    }

    /** The sort key of a run in its stack. */
    public static String waiting(TaskId taskId, int runId) {
        return taskId + "#" + runId;
    }

    public static Key claimed(TaskQueueId taskQueueId, Worker worker, TaskId taskId, int runId) {
        return new Key(taskQueueId.text(), claimedBy(worker) + taskId + "#" + runId);
    }

    /** What the sort keys of all claims of a worker begin with. */
    public static String claimedBy(Worker worker) {
        return worker.group() + "#" + worker.id() + "#";
    }

    /** {@code dependent} waits or waited for {@code dependency}. */
    public static Key edge(TaskId dependency, TaskId dependent) {
        return new Key(dependency.text(), dependent.text());
    }

    /** {@code dependent} still waits for {@code dependency}. */
    public static Key need(TaskId dependent, TaskId dependency) {
        return new Key(needsOf(dependent), dependency.text());
    }

    /** The partition of all that a task still waits for. */
    public static String needsOf(TaskId dependent) {
        return "need#" + dependent;
    }

    public static Key group(TaskGroupId taskGroupId) {
        return new Key(taskGroupId.text(), "group");
    }

    public static Key member(TaskGroupId taskGroupId, TaskId taskId) {
        return new Key(taskGroupId.text(), MEMBER + taskId);
    }

    public static Key active(TaskGroupId taskGroupId, TaskId taskId) {
        return new Key(taskGroupId.text(), ACTIVE + taskId);
    }

    public static Key worker(TaskQueueId taskQueueId, Worker worker) {
        return new Key(taskQueueId.text(), worker.group() + "#" + worker.id());
    }

    public static Key taskQueue(TaskQueueId taskQueueId) {
        return new Key(TASK_QUEUES, taskQueueId.text());
    }

    /** @param version of the worker's record that the change made */
    public static Key quarantine(TaskQueueId taskQueueId, Worker worker, Instant time, long version) {
        return new Key(
                quarantinesOf(taskQueueId), quarantinesOf(worker) + padded(time.toEpochMilli(), 13) + "#" + version);
    }

    public static String quarantinesOf(TaskQueueId taskQueueId) {
        return "quarantines#" + taskQueueId;
    }

    /** What the sort keys of all changes of a worker's quarantine begin with. */
    public static String quarantinesOf(Worker worker) {
        return worker.group() + "#" + worker.id() + "#";
    }

    /** A number that sorts by value among others of the same width. */
    static String padded(long number, int width) {
        String digits = Long.toString(number);
        return digits.length() >= width ? digits : "0".repeat(width - digits.length()) + digits;
    }
}

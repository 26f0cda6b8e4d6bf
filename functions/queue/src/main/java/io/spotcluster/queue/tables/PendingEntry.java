package io.spotcluster.queue.tables;

import io.spotcluster.ports.table.Key;
import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskQueueId;
import java.time.Instant;
import java.util.List;

/**
 * The hint that a run waits for a worker. Its sort key alone says all: entries of one shard are ordered by urgency, then by
 * the time since when they wait.
 *
 * @param rank of the priority; 0 for the most urgent
 */
public record PendingEntry(TaskQueueId taskQueueId, int rank, Instant inserted, TaskId taskId, int runId)
        implements Comparable<PendingEntry> {
    /**
     * Over how many partitions the entries of one task queue are spread. To widen: first let every reader look into the new
     * ones, then let writers use them.
     */
    public record Shards(int read, int written) {
        public static final Shards ONE = new Shards(1, 1);

        public Shards {
            if (written < 1 || read < written) {
                throw new IllegalArgumentException(
                        "%d shards are written and %d read: every written one must be read".formatted(written, read));
            }
        }
    }

    public static PendingEntry of(
            TaskQueueId taskQueueId, Priority priority, Instant inserted, TaskId taskId, int runId) {
        return new PendingEntry(taskQueueId, priority.rank(), inserted, taskId, runId);
    }

    public static PendingEntry read(TaskQueueId taskQueueId, String sort) {
        List<String> words = List.of(sort.split("#", -1));
        return new PendingEntry(
                taskQueueId,
                Integer.parseInt(words.get(0)),
                Instant.ofEpochMilli(Long.parseLong(words.get(1))),
                new TaskId(words.get(2)),
                Integer.parseInt(words.get(3)));
    }

    /** The partition of one shard. */
    public static String partition(TaskQueueId taskQueueId, int shard) {
        return taskQueueId + "#" + shard;
    }

    public Key key(Shards shards) {
        return new Key(partition(taskQueueId, Math.floorMod(taskId.hashCode(), shards.written())), sort());
    }

    /** Before the sort keys of entries of that rank that wait since {@code inserted} or later, and after all older ones. */
    public static String start(int rank, Instant inserted) {
        return rank + "#" + QueueTables.padded(inserted.toEpochMilli(), 13);
    }

    public String sort() {
        return start(rank, inserted) + "#" + taskId + "#" + runId;
    }

    @Override
    public int compareTo(PendingEntry other) {
        return sort().compareTo(other.sort());
    }
}

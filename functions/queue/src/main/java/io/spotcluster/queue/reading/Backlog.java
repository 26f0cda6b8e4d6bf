package io.spotcluster.queue.reading;

import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableReads;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.tables.PendingEntry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskQueueId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What waits in the task queues, for who watches all of them once a minute. It reads the list of task queues that workers
 * serve, and the heads of their pending entries: an idle queue costs half a read unit.
 * A look may lag: the next one is a minute away.
 */
public final class Backlog {
    /** More entries than this are told as this; of a queue with more, {@link Waiting#oldest} is that of the most urgent ones. */
    public static final int MOST = 10_000;

    private static final int PAGE = 1000;

    private final TableReads reads;
    private final PendingEntry.Shards shards;

    public Backlog(Tables tables, PendingEntry.Shards shards) {
        this.reads = tables.lagging();
        this.shards = shards;
    }

    /**
     * A task queue in which something waits.
     *
     * @param pending how many runs, at most {@link #MOST}; a few may be about what is just over
     * @param oldest since when the one waits that waits longest
     */
    public record Waiting(TaskQueueId taskQueueId, int pending, Instant oldest) {}

    /** Those in which something waits, the longest wait first. Queues that no worker ever asked for are not known. */
    public List<Waiting> waiting() {
        List<Waiting> waiting = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page page = reads.query(
                    QueueTables.WORKERS,
                    Query.all(QueueTables.TASK_QUEUES, PAGE).after(cursor));
            for (Item item : page.items()) {
                look(new TaskQueueId(item.key().sort())).ifPresent(waiting::add);
            }
            cursor = page.cursor();
        } while (cursor.isPresent());
        waiting.sort(Comparator.comparing(Waiting::oldest));
        return waiting;
    }

    private Optional<Waiting> look(TaskQueueId taskQueueId) {
        int pending = 0;
        Instant oldest = Instant.MAX;
        for (int shard = 0; shard < shards.read() && pending < MOST; shard++) {
            Query query = Query.all(PendingEntry.partition(taskQueueId, shard), PAGE);
            Optional<String> cursor = Optional.empty();
            do {
                Page page = reads.query(QueueTables.PENDING, query.after(cursor));
                for (Item item : page.items()) {
                    Instant inserted =
                            PendingEntry.read(taskQueueId, item.key().sort()).inserted();
                    oldest = inserted.isBefore(oldest) ? inserted : oldest;
                }
                pending += page.items().size();
                cursor = page.cursor();
            } while (cursor.isPresent() && pending < MOST);
        }
        return pending == 0 ? Optional.empty() : Optional.of(new Waiting(taskQueueId, Math.min(MOST, pending), oldest));
    }
}

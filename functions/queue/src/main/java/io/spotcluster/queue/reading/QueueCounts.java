package io.spotcluster.queue.reading;

import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.tables.PendingEntry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskQueueId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How much is pending and claimed: counted up to a limit, and kept for seconds. Never a scan of a whole queue. */
public final class QueueCounts {
    /** More than this is told as this. */
    public static final int MOST = 10_000;

    private static final Duration KEPT = Duration.ofSeconds(2);
    private static final int PAGE = 1000;

    /** Entries, of which a few may be about what is just over. */
    public record Counts(int pending, int claimed) {}

    private record Counted(Counts counts, Instant at) {}

    private final Tables tables;
    private final PendingEntry.Shards shards;
    private final Clock clock;
    private final Map<TaskQueueId, Counted> kept = new ConcurrentHashMap<>();

    public QueueCounts(Tables tables, PendingEntry.Shards shards, Clock clock) {
        this.tables = tables;
        this.shards = shards;
        this.clock = clock;
    }

    public Counts of(TaskQueueId taskQueueId) {
        Instant now = clock.instant();
        kept.values().removeIf(counted -> !now.isBefore(counted.at().plus(KEPT)));
        return kept.computeIfAbsent(taskQueueId, _ -> new Counted(count(taskQueueId), now))
                .counts();
    }

    private Counts count(TaskQueueId taskQueueId) {
        int pending = 0;
        for (int shard = 0; shard < shards.read(); shard++) {
            pending += count(QueueTables.PENDING, PendingEntry.partition(taskQueueId, shard));
        }
        return new Counts(Math.min(MOST, pending), count(QueueTables.CLAIMED, taskQueueId.text()));
    }

    private int count(TableDefinition table, String partition) {
        int count = 0;
        Optional<String> cursor = Optional.empty();
        do {
            Page page = tables.query(table, Query.all(partition, PAGE).after(cursor));
            count += page.items().size();
            cursor = page.cursor();
        } while (cursor.isPresent() && count < MOST);
        return Math.min(MOST, count);
    }
}

package io.spotcluster.queue.claim;

import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.claim.WaitingRuns.Found;
import io.spotcluster.queue.tables.PendingEntry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.TaskQueueId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The entries that have waited so long that they rise for claiming. They stand far down in the order of a task queue, so
 * they are looked for apart; seldom, since a wait of minutes is not told by seconds, and few at a time. What a look found is
 * remembered until the next one: an entry is a hint, and who finds that the truth has passed it goes on.
 */
final class AgedRuns {
    /** How long a look counts. */
    private static final Duration LOOK = Duration.ofSeconds(10);
    /** How many of each priority one look finds. */
    private static final int FOUND = 20;

    private record Look(Instant time, List<Found> found) {}

    private final Tables tables;
    private final TaskQueueRules rules;
    private final Clock clock;
    private final Map<TaskQueueId, Look> looks = new ConcurrentHashMap<>();

    AgedRuns(Tables tables, TaskQueueRules rules, Clock clock) {
        this.tables = tables;
        this.rules = rules;
        this.clock = clock;
    }

    /** How urgent entries of the task queue are now. */
    Urgency urgency(TaskQueueId taskQueueId) {
        return new Urgency(rules.of(taskQueueId).agesAfter(), clock.instant());
    }

    /** The oldest entries that have risen, of each priority but the highest. */
    List<Found> of(TaskQueueId taskQueueId, int shards) {
        return rules.of(taskQueueId)
                .agesAfter()
                .map(agesAfter -> lookedUp(taskQueueId, shards, agesAfter))
                .orElse(List.of());
    }

    /** Somebody has it, or it was over. */
    void forget(Found found) {
        looks.computeIfPresent(found.entry().taskQueueId(), (_, look) -> {
            List<Found> left = new ArrayList<>(look.found());
            left.remove(found);
            return new Look(look.time(), List.copyOf(left));
        });
    }

    private List<Found> lookedUp(TaskQueueId taskQueueId, int shards, Duration agesAfter) {
        Instant now = clock.instant();
        Look last = looks.get(taskQueueId);
        if (last != null && now.isBefore(last.time().plus(LOOK))) {
            return last.found();
        }
        List<Found> found = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            for (int rank = 1; rank < Priority.values().length; rank++) {
                found.addAll(older(taskQueueId, shard, rank, now.minus(agesAfter)));
            }
        }
        looks.put(taskQueueId, new Look(now, List.copyOf(found)));
        return found;
    }

    private List<Found> older(TaskQueueId taskQueueId, int shard, int rank, Instant than) {
        Query query = Query.range(
                PendingEntry.partition(taskQueueId, shard),
                PendingEntry.start(rank, Instant.EPOCH),
                PendingEntry.start(rank, than),
                FOUND);
        Page page = tables.lagging().query(QueueTables.PENDING, query);
        return page.items().stream()
                .map(item -> new Found(PendingEntry.read(taskQueueId, item.key().sort()), item))
                .toList();
    }
}

package io.spotcluster.queue.claim;

import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableReads;
import io.spotcluster.queue.tables.PendingEntry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskQueueId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The pending entries of a task queue, all shards merged, most urgent and oldest first, read as far as they are asked for;
 * and among them, where they belong by now, those that have aged.
 */
final class WaitingRuns {
    /** An entry as it was found. */
    record Found(PendingEntry entry, Item item) {}

    private final TableReads reads;
    private final TaskQueueId taskQueueId;
    private final Urgency urgency;
    private final List<Found> aged;
    private final List<Shard> shards = new ArrayList<>();

    WaitingRuns(
            TableReads reads,
            TaskQueueId taskQueueId,
            Urgency urgency,
            List<Found> aged,
            int shardCount,
            int pageSize) {
        this.reads = reads;
        this.taskQueueId = taskQueueId;
        this.urgency = urgency;
        this.aged = new ArrayList<>(aged);
        for (int shard = 0; shard < shardCount; shard++) {
            shards.add(new Shard(Query.all(PendingEntry.partition(taskQueueId, shard), pageSize)));
        }
    }

    /**
     * Up to {@code width} entries as urgent as the first one, in order; none at the end.
     *
     * @param free whether an entry counts; those that do not are passed over, and may count the next time
     */
    List<Found> heads(int width, Predicate<PendingEntry> free) {
        Stream<Found> inOrder = shards.stream().flatMap(shard -> shard.heads(width, free).stream());
        Stream<Found> all = aged.isEmpty()
                ? inOrder
                : Stream.concat(aged.stream().filter(found -> free.test(found.entry())), inOrder)
                        .distinct();
        List<Found> heads = all.sorted(Comparator.comparing(Found::entry, urgency))
                .limit(width)
                .toList();
        return heads.stream()
                .filter(found -> urgency.rank(found.entry())
                        == urgency.rank(heads.getFirst().entry()))
                .toList();
    }

    void remove(Found found) {
        aged.remove(found);
        shards.forEach(shard -> shard.read.remove(found));
    }

    private final class Shard {
        private Query query;
        private boolean ended;
        private final List<Found> read = new ArrayList<>();

        Shard(Query query) {
            this.query = query;
        }

        List<Found> heads(int width, Predicate<PendingEntry> free) {
            List<Found> heads = known(width, free);
            while (heads.size() < width && !ended) {
                Page page = reads.query(QueueTables.PENDING, query);
                page.items()
                        .forEach(item -> read.add(new Found(
                                PendingEntry.read(taskQueueId, item.key().sort()), item)));
                Optional<String> next = page.cursor();
                query = query.after(next);
                ended = next.isEmpty();
                heads = known(width, free);
            }
            return heads;
        }

        private List<Found> known(int width, Predicate<PendingEntry> free) {
            return read.stream()
                    .filter(found -> free.test(found.entry()))
                    .limit(width)
                    .toList();
        }
    }
}

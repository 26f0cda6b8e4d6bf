package io.spotcluster.queue.worker;

import io.spotcluster.api.Authority;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records of workers and task queues. Each is a truth of its own: a write depends on the version that was read. */
public final class WorkerStore {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerStore.class);
    private static final int PAGE = 100;
    /** How many changes of its quarantine a worker's record shows, the last ones. */
    private static final int HISTORY = 100;
    /** For how long a change of a quarantine can be looked up, after it was made. */
    private static final Duration HISTORY_KEPT = Duration.ofDays(365);

    private final Tables tables;

    public WorkerStore(Tables tables) {
        this.tables = tables;
    }

    Optional<KnownWorker> read(TaskQueueId taskQueueId, Worker worker) {
        return tables.get(QueueTables.WORKERS, QueueTables.worker(taskQueueId, worker))
                .map(WorkerCodec::worker);
    }

    /** As {@link #read(TaskQueueId, Worker)}, at half the price, as the record was a moment ago. */
    Optional<KnownWorker> glance(TaskQueueId taskQueueId, Worker worker) {
        return tables.lagging()
                .get(QueueTables.WORKERS, QueueTables.worker(taskQueueId, worker))
                .map(WorkerCodec::worker);
    }

    Optional<KnownTaskQueue> read(TaskQueueId taskQueueId) {
        return tables.get(QueueTables.WORKERS, QueueTables.taskQueue(taskQueueId))
                .map(WorkerCodec::taskQueue);
    }

    /** @param cursor of the page after, if there is one */
    record Listing<T>(List<T> found, Optional<String> cursor) {}

    /** A page of the workers of a task queue, by their names. */
    Listing<KnownWorker> workers(TaskQueueId taskQueueId, int limit, Optional<String> cursor) {
        Page page = tables.query(
                QueueTables.WORKERS, Query.all(taskQueueId.text(), limit).after(cursor));
        return new Listing<>(page.items().stream().map(WorkerCodec::worker).toList(), page.cursor());
    }

    /** A page of the task queues whose names begin with {@code prefix}, by their names. */
    Listing<KnownTaskQueue> taskQueues(String prefix, int limit, Optional<String> cursor) {
        return taskQueues(Query.prefix(QueueTables.TASK_QUEUES, prefix, limit).after(cursor));
    }

    /** As {@link #taskQueues(String, int, Optional)}, of those from {@code start} on. */
    Listing<KnownTaskQueue> taskQueuesFrom(String start, Optional<String> cursor) {
        return taskQueues(
                Query.range(QueueTables.TASK_QUEUES, start, Character.toString(Character.MAX_CODE_POINT), PAGE)
                        .after(cursor));
    }

    private Listing<KnownTaskQueue> taskQueues(Query query) {
        Page page = tables.query(QueueTables.WORKERS, query);
        return new Listing<>(page.items().stream().map(WorkerCodec::taskQueue).toList(), page.cursor());
    }

    /** The runs that a worker has just now, in no order, as far as they are interesting. */
    List<TakenRun> held(TaskQueueId taskQueueId, Worker worker) {
        String prefix = QueueTables.claimedBy(worker);
        Query query = Query.prefix(taskQueueId.text(), prefix, KnownWorker.RECENT_TASKS);
        return tables.query(QueueTables.CLAIMED, query).items().stream()
                .map(item -> item.key().sort().substring(prefix.length()).split("#", 2))
                .map(words -> new TakenRun(new TaskId(words[0]), Integer.parseInt(words[1])))
                .toList();
    }

    /** The changes of a worker's quarantine, the last ones, in their order. */
    List<Quarantine> quarantines(TaskQueueId taskQueueId, Worker worker) {
        List<Item> items = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page page = tables.query(
                    QueueTables.WORKERS,
                    Query.prefix(QueueTables.quarantinesOf(taskQueueId), QueueTables.quarantinesOf(worker), PAGE)
                            .after(cursor));
            items.addAll(page.items());
            items.subList(0, Math.max(0, items.size() - HISTORY)).clear();
            cursor = page.cursor();
        } while (cursor.isPresent());
        return items.stream().map(WorkerCodec::quarantine).toList();
    }

    /** @return whether it was written; not, if somebody else wrote since the record was read */
    boolean write(Authority authority, KnownWorker next) {
        return write(authority, next, List.of());
    }

    /** As {@link #write(Authority, KnownWorker)}, for a change of the quarantine, which is remembered. */
    boolean write(Authority authority, KnownWorker next, Quarantine change) {
        Instant lookedUp =
                KnownTaskQueue.later(change.until(), change.updatedAt().plus(HISTORY_KEPT));
        return write(
                authority,
                next,
                List.of(new Write.Put(
                        QueueTables.WORKERS, WorkerCodec.encode(next, change, lookedUp), Condition.always())));
    }

    private boolean write(Authority authority, KnownWorker next, List<Write> following) {
        LOG.debug("{}: worker {} of {}: {}", authority.actor(), next.worker(), next.taskQueueId(), next);
        Write.Put truth =
                new Write.Put(QueueTables.WORKERS, WorkerCodec.encode(next), unlessWrittenSince(next.version()));
        return tables.write(truth, following).written();
    }

    /** @return whether it was written; not, if somebody else wrote since the record was read */
    boolean write(Authority authority, KnownTaskQueue next) {
        LOG.debug("{}: task queue {}: {}", authority.actor(), next.taskQueueId(), next);
        return tables.write(new Write.Put(
                        QueueTables.WORKERS, WorkerCodec.encode(next), unlessWrittenSince(next.version())))
                .written();
    }

    private static Condition unlessWrittenSince(long version) {
        return version == 1 ? Condition.absent() : Condition.versionIs(version - 1);
    }
}

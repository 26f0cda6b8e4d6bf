package io.spotcluster.queue.worker;

import io.spotcluster.api.Authority;
import io.spotcluster.ports.StoreException;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.Worker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the records of workers up to date by what they do. A record is written now and then, never with each claim; runs
 * that a worker takes between two writes are remembered in this process until the next one. So times lag by as much as
 * {@code every}, and of a worker with many short tasks some may be missing, once several processes serve it.
 */
public final class Sightings {
    private static final Logger LOG = LoggerFactory.getLogger(Sightings.class);
    /** A task queue that no worker asks for tasks is forgotten after this. */
    private static final Duration QUEUES_REMEMBERED = Duration.ofDays(5);
    /** That a worker goes on with a run is noted more seldom: its claim says so too. */
    private static final Duration AT_WORK = Duration.ofMinutes(30);

    private final WorkerStore store;
    private final Duration every;
    private final Clock clock;
    private final RunMemory memory = new RunMemory();
    private final QueueMemory queues = new QueueMemory();

    /** @param every how far apart the writes of one record are */
    public Sightings(WorkerStore store, Duration every, Clock clock) {
        this.store = store;
        this.every = every;
        this.clock = clock;
    }

    /** A worker as it is known now. */
    public Optional<KnownWorker> look(TaskQueueId taskQueueId, Worker worker) {
        return store.read(taskQueueId, worker);
    }

    public boolean isQuarantined(Optional<KnownWorker> known) {
        return known.filter(worker -> worker.isQuarantined(clock.instant())).isPresent();
    }

    /** The runs that a worker claimed and that its record may not have yet, oldest first. */
    List<TakenRun> unrecorded(TaskQueueId taskQueueId, Worker worker) {
        return KnownWorker.latest(memory.get(taskQueueId, worker), store.held(taskQueueId, worker));
    }

    /**
     * Notes that a worker has shown itself. Nothing fails by this: what cannot be written now is written the next time.
     *
     * @param known as it was read a moment ago
     * @param taken what it has just claimed
     */
    public void saw(
            Authority authority,
            TaskQueueId taskQueueId,
            Worker worker,
            Optional<KnownWorker> known,
            List<TakenRun> taken) {
        memory.add(taskQueueId, worker, taken);
        Instant now = clock.instant();
        boolean due = known.map(record ->
                        isDue(record.lastDateActive(), now) || (!taken.isEmpty() && isDue(record.recorded(), now)))
                .orElse(true);
        if (!due) {
            return;
        }
        List<TakenRun> unwritten = memory.take(taskQueueId, worker);
        boolean written = false;
        try {
            KnownWorker before = known.orElseGet(() -> KnownWorker.first(taskQueueId, worker, now));
            written = store.write(authority, before.seen(now, unwritten));
            seenQueue(authority, taskQueueId, now);
        } catch (StoreException e) {
            LOG.warn("that worker {} of {} was seen could not be noted", worker, taskQueueId, e);
        }
        if (!written) {
            memory.add(taskQueueId, worker, unwritten);
        }
    }

    /**
     * Notes that a worker goes on with a run that it began at {@code started}, when it was noted too. Nothing fails by this
     * either.
     */
    public void sawAtWork(Authority authority, TaskQueueId taskQueueId, Worker worker, Instant started) {
        Instant noted = clock.instant().minus(AT_WORK);
        if (started.isAfter(noted)) {
            return;
        }
        try {
            Optional<KnownWorker> known = store.glance(taskQueueId, worker);
            if (known.filter(record -> record.lastDateActive().isAfter(noted)).isEmpty()) {
                saw(authority, taskQueueId, worker, known, List.of());
            }
        } catch (StoreException e) {
            LOG.warn("worker {} of {} could not be looked up", worker, taskQueueId, e);
        }
    }

    private boolean isDue(Instant last, Instant now) {
        return !now.isBefore(last.plus(every));
    }

    private void seenQueue(Authority authority, TaskQueueId taskQueueId, Instant now) {
        if (queues.lastNoted(taskQueueId).filter(time -> !isDue(time, now)).isPresent()) {
            return;
        }
        Optional<KnownTaskQueue> known = store.read(taskQueueId);
        boolean due = known.map(queue -> isDue(queue.lastDateActive(), now)).orElse(true);
        if (due) {
            // Who is outrun need not try again: the other one has just seen it.
            store.write(
                    authority,
                    known.orElseGet(() -> KnownTaskQueue.first(taskQueueId, now))
                            .seen(now, now.plus(QUEUES_REMEMBERED)));
        }
        queues.note(taskQueueId, due ? now : known.get().lastDateActive());
    }
}

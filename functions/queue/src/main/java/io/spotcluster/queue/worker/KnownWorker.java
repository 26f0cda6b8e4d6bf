package io.spotcluster.queue.worker;

import static io.spotcluster.queue.worker.KnownTaskQueue.later;

import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A worker as its record has it.
 *
 * @param version rises by one with each write; 0 before the first one
 * @param firstClaim when it was first seen
 * @param lastDateActive its last sign of life; it lags, see {@link Sightings}
 * @param expires when it is forgotten, unless it is seen again or under quarantine
 * @param quarantine until when it gets no tasks, if that was ever said
 * @param recentTasks the runs that it claimed last, oldest first, 20 at most
 * @param recorded when runs were last added to these
 */
public record KnownWorker(
        TaskQueueId taskQueueId,
        Worker worker,
        long version,
        Instant firstClaim,
        Instant lastDateActive,
        Instant expires,
        Optional<Instant> quarantine,
        List<TakenRun> recentTasks,
        Instant recorded) {
    static final int RECENT_TASKS = 20;

    /** A worker that is not heard of is forgotten after this. */
    static final Duration REMEMBERED = Duration.ofDays(1);

    public KnownWorker {
        recentTasks = List.copyOf(recentTasks);
    }

    /** Somebody new, who is not written down yet. */
    static KnownWorker first(TaskQueueId taskQueueId, Worker worker, Instant now) {
        return new KnownWorker(taskQueueId, worker, 0, now, now, now, Optional.empty(), List.of(), Instant.EPOCH);
    }

    public boolean isQuarantined(Instant now) {
        return quarantine.filter(now::isBefore).isPresent();
    }

    /** Until when the record is kept: a quarantine outlives the worker's other signs. */
    Instant kept() {
        return quarantine.map(until -> later(expires, until)).orElse(expires);
    }

    /** The version that the next write makes of it; the other changes are the same for all of them. */
    private KnownWorker next(
            Instant active, Instant newExpires, Optional<Instant> until, List<TakenRun> tasks, Instant tasksAt) {
        return new KnownWorker(
                taskQueueId,
                worker,
                version + 1,
                firstClaim,
                active,
                later(expires, newExpires),
                until,
                tasks,
                tasksAt);
    }

    KnownWorker seen(Instant now, List<TakenRun> taken) {
        return next(
                now, now.plus(REMEMBERED), quarantine, latest(recentTasks, taken), taken.isEmpty() ? recorded : now);
    }

    KnownWorker declared(Instant now, Instant newExpires) {
        return next(now, newExpires, quarantine, recentTasks, recorded);
    }

    /** Of whoever is released something must be left, so it stays for a while. */
    KnownWorker quarantined(Instant now, Instant until) {
        return next(lastDateActive, now.plus(REMEMBERED), Optional.of(until), recentTasks, recorded);
    }

    /** The last of both, each once. */
    static List<TakenRun> latest(List<TakenRun> older, List<TakenRun> newer) {
        Set<TakenRun> all = new LinkedHashSet<>(older);
        all.addAll(newer);
        List<TakenRun> ordered = new ArrayList<>(all);
        return List.copyOf(ordered.subList(Math.max(0, ordered.size() - RECENT_TASKS), ordered.size()));
    }
}

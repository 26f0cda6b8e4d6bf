package io.spotcluster.queue.claim;

import io.spotcluster.api.Authority;
import io.spotcluster.ports.table.TableReads;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.claim.WaitingRuns.Found;
import io.spotcluster.queue.tables.PendingEntry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.TaskState;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.task.Worker;
import io.spotcluster.queue.truth.Hint;
import io.spotcluster.queue.truth.TaskTruth;
import io.spotcluster.queue.truth.TaskTruth.Outcome;
import io.spotcluster.queue.truth.WholeTasks;
import io.spotcluster.queue.truth.WholeTasks.WholeTask;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Gives waiting runs to workers: the most urgent first, and among these the oldest; while races are lost to other claimers,
 * any of the oldest ones. What has waited too long rises, where that is configured.
 */
public class WorkClaimer {
    /** What one reply holds at most, in bytes; one task always fits. A reply may have 6 MB. */
    private static final int REPLY = 4 * 1024 * 1024;
    /** How many entries one call looks at before it settles for what it has. */
    private static final int LOOKS = 256;
    /** How often one entry is tried while its run keeps waiting. */
    private static final int RACES = 3;

    /** A run that was given to the worker. */
    record Claimed(TaskStatus status, TaskDefinition definition) {}

    private final Tables tables;
    private final TaskTruth truth;
    private final WholeTasks tasks;
    private final ClaimTerms terms;
    private final PendingEntry.Shards shards;
    private final Clock clock;
    private final RandomGenerator random;
    private final AgedRuns agedRuns;
    private final Contention contention = new Contention();
    /** What another thread of this process is claiming just now: no use in racing with ourselves. */
    private final Set<TaskId> beingClaimed = ConcurrentHashMap.newKeySet();

    public WorkClaimer(
            Tables tables,
            TaskTruth truth,
            WholeTasks tasks,
            ClaimTerms terms,
            PendingEntry.Shards shards,
            TaskQueueRules rules,
            Clock clock,
            RandomGenerator random) {
        this.tables = tables;
        this.truth = truth;
        this.tasks = tasks;
        this.terms = terms;
        this.shards = shards;
        this.clock = clock;
        this.random = random;
        this.agedRuns = new AgedRuns(tables, rules, clock);
    }

    List<Claimed> claim(
            Authority authority, TaskQueueId taskQueueId, Worker worker, Optional<String> nonce, int count) {
        List<Claimed> claims = new ArrayList<>();
        int size = 0;
        // As many as may be wanted, and those that other threads have taken and not yet deleted.
        int page = count + contention.width(taskQueueId) + beingClaimed.size();
        WaitingRuns waiting = new WaitingRuns(
                reads(taskQueueId),
                taskQueueId,
                agedRuns.urgency(taskQueueId),
                agedRuns.of(taskQueueId, shards.read()),
                shards.read(),
                page);
        for (int looks = 0; looks < LOOKS && claims.size() < count; looks++) {
            List<Found> heads =
                    waiting.heads(contention.width(taskQueueId), entry -> !beingClaimed.contains(entry.taskId()));
            if (heads.isEmpty()) {
                break;
            }
            Found found = heads.get(heads.size() == 1 ? 0 : random.nextInt(heads.size()));
            waiting.remove(found);
            agedRuns.forget(found);
            Optional<Claimed> claimed = claimAlone(authority, worker, nonce, found, REPLY - size);
            if (claimed.isPresent()) {
                claims.add(claimed.get());
                size += claimed.get().definition().claimSize();
            }
            if (size >= REPLY) {
                break;
            }
        }
        return claims;
    }

    private Optional<Claimed> claimAlone(
            Authority authority, Worker worker, Optional<String> nonce, Found found, int room) {
        TaskId taskId = found.entry().taskId();
        if (!beingClaimed.add(taskId)) {
            return Optional.empty();
        }
        try {
            return claim(authority, worker, nonce, found, room);
        } finally {
            beingClaimed.remove(taskId);
        }
    }

    private Optional<Claimed> claim(Authority authority, Worker worker, Optional<String> nonce, Found found, int room) {
        PendingEntry entry = found.entry();
        Optional<WholeTask> read = look(entry);
        if (read.isEmpty() || hasPassed(entry, read.get().status())) {
            if (read.map(task -> task.status().state())
                    .filter(TaskState.RUNNING::equals)
                    .isPresent()) {
                // Somebody was faster, as with a lost write, only that it cost a read alone.
                contention.lost(entry.taskQueueId());
            }
            dropPassed(found, read.map(WholeTask::status));
            return Optional.empty();
        }
        Optional<TaskDefinition> definition = read.get().definition();
        if (definition.isEmpty() || (room < REPLY && definition.get().claimSize() > room)) {
            return Optional.empty();
        }
        Command take = new Command.Take(entry.runId(), worker, terms.takenUntil(), nonce);
        return take(authority, entry, read.get().status(), take).map(status -> new Claimed(status, definition.get()));
    }

    /**
     * A look may lag behind the last moment: what it finds is held against the truth, and what it misses is found by the next
     * claimer. While races are being lost it would lead to too many that others have taken, and a lost write costs ten times
     * what it saves.
     */
    private TableReads reads(TaskQueueId taskQueueId) {
        return isContended(taskQueueId) ? tables : tables.lagging();
    }

    private boolean isContended(TaskQueueId taskQueueId) {
        return contention.width(taskQueueId) > 1;
    }

    /** The task, as it was a moment ago if that fits the entry. */
    private Optional<WholeTask> look(PendingEntry entry) {
        return Optional.of(entry)
                .filter(_ -> !isContended(entry.taskQueueId()))
                .flatMap(_ -> tasks.glance(entry.taskId()))
                .filter(task -> !hasPassed(entry, task.status()))
                .or(() -> tasks.read(entry.taskId()));
    }

    /** A race may be lost to a change that leaves the run waiting, or to one that the image did not show yet. */
    private Optional<TaskStatus> take(Authority authority, PendingEntry entry, TaskStatus seen, Command take) {
        Optional<TaskStatus> status = Optional.of(seen);
        for (int race = 0; race < RACES && status.isPresent(); race++) {
            if (status.get().isPastDeadline(clock.instant())) {
                return Optional.empty();
            }
            switch (truth.tryOnce(authority, status.get(), take)) {
                case Outcome.Changed(TaskStatus changed) -> {
                    contention.won(entry.taskQueueId());
                    return Optional.of(changed);
                }
                case Outcome.Outrun(Optional<TaskStatus> current) -> {
                    contention.lost(entry.taskQueueId());
                    status = current.filter(task -> !hasPassed(entry, task));
                }
                case Outcome.Kept _, Outcome.Refused _, Outcome.Missing _ -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** Is the entry about something that is over? */
    private static boolean hasPassed(PendingEntry entry, TaskStatus status) {
        return status.state() != TaskState.PENDING
                || status.lastRunId() != entry.runId()
                || status.priority().rank() != entry.rank();
    }

    /** An entry that the truth has passed goes, unless a truth newer than the one read has made it. */
    protected void dropPassed(Found found, Optional<TaskStatus> truthRead) {
        long version = truthRead.map(TaskStatus::version).orElse(found.item().version());
        tables.writeHints(List.of(Hint.drop(QueueTables.PENDING, found.item().key(), version)));
    }
}

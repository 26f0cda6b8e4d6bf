package io.spotcluster.queue.truth;

import io.spotcluster.api.Authority;
import io.spotcluster.base.Rejection;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.TableReads;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.Decision;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskLifecycle;
import io.spotcluster.queue.task.TaskStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place that writes the status of a task. Each transition is one write, on condition that nobody wrote since the
 * status was read; its hints follow in the same call and are durable when it returns.
 *
 * <p>A write whose answer was lost is repeated. It carries a nonce: who finds the condition lost and the own nonce in the
 * item knows that the earlier try had succeeded.
 */
public class TaskTruth {
    private static final Logger LOG = LoggerFactory.getLogger(TaskTruth.class);
    /** How often a write with unknown result is tried before its caller learns of it. */
    private static final int TRIES = 4;
    /** How many lost races a decision is made anew after; more means that something else is wrong. */
    private static final int RACES = 100;

    private final Tables tables;
    private final Hints hints;
    private final PendingSignal signal;
    private final Clock clock;
    private final Supplier<String> nonces;

    /** @param nonces never gives the same text twice */
    public TaskTruth(Tables tables, Hints hints, PendingSignal signal, Clock clock, Supplier<String> nonces) {
        this.tables = tables;
        this.hints = hints;
        this.signal = signal;
        this.clock = clock;
        this.nonces = nonces;
    }

    /** What became of a wanted transition. */
    public sealed interface Outcome {
        /** It happened, by this call. */
        record Changed(TaskStatus status) implements Outcome {}

        /** There was nothing to change; {@code status} is as it stands. */
        record Kept(TaskStatus status) implements Outcome {}

        record Refused(Rejection rejection) implements Outcome {}

        /** The task is not there, or not any more. */
        record Missing() implements Outcome {}

        /**
         * Somebody else was faster; only {@link #tryOnce} gives up on that.
         *
         * @param current what they made of it; absent if the task is not there any more
         */
        record Outrun(Optional<TaskStatus> current) implements Outcome {}
    }

    public Optional<TaskStatus> read(TaskId taskId) {
        return tables.get(QueueTables.TASKS, QueueTables.status(taskId)).map(StatusCodec::decode);
    }

    /**
     * An image of the task, at half the price of {@link #read}: as it was a moment ago, or is. Good for what never changes,
     * and to begin with where {@link #change} decides. Absent only if the task is missing now.
     */
    public Optional<TaskStatus> glance(TaskId taskId) {
        return tables.lagging()
                .get(QueueTables.TASKS, QueueTables.status(taskId))
                .map(StatusCodec::decode)
                .or(() -> read(taskId));
    }

    /** Those that exist. */
    public Map<TaskId, TaskStatus> readAll(Collection<TaskId> taskIds) {
        return readAll(tables, taskIds);
    }

    /** As {@link #glance}, but that a task which is missing among the images may be there all the same. */
    public Map<TaskId, TaskStatus> glanceAll(Collection<TaskId> taskIds) {
        return readAll(tables.lagging(), taskIds);
    }

    private static Map<TaskId, TaskStatus> readAll(TableReads reads, Collection<TaskId> taskIds) {
        Map<TaskId, TaskStatus> found = new TreeMap<>();
        reads.getAll(
                        QueueTables.TASKS,
                        taskIds.stream().map(QueueTables::status).toList())
                .values()
                .forEach(item -> found.put(new TaskId(item.key().partition()), StatusCodec.decode(item)));
        return found;
    }

    /**
     * Brings a task into being.
     *
     * @param expires as the definition asks, or earlier
     * @param foundations what must be there before it is, namely its definition; the hints that must be there too are added
     * @return Changed, or Kept with the status of the task that is there already
     */
    public Outcome insert(Authority authority, TaskDefinition definition, Instant expires, List<Write> foundations) {
        TaskStatus first =
                TaskLifecycle.create(definition, expires, clock.instant()).withVersion(1);
        List<Write> all = new ArrayList<>(foundations);
        all.addAll(hintsBefore(first));
        return commit(authority, all, Optional.empty(), first) instanceof Commit.Lost(Optional<Item> current)
                ? current.<Outcome>map(item -> new Outcome.Kept(StatusCodec.decode(item)))
                        .orElseGet(Outcome.Missing::new)
                : new Outcome.Changed(first);
    }

    /** Decides and writes, anew on each lost race, until the decision stands. */
    public Outcome change(Authority authority, TaskId taskId, Command command) {
        return glance(taskId).map(seen -> change(authority, seen, command)).orElseGet(Outcome.Missing::new);
    }

    /**
     * As {@link #change(Authority, TaskId, Command)}, for who has seen the status already, if only a {@link #glance} of it:
     * a transition from an old image loses its condition, and to change nothing or to refuse is decided on the present.
     */
    public Outcome change(Authority authority, TaskStatus seen, Command command) {
        TaskStatus status = seen;
        boolean present = false;
        for (int race = 0; race < RACES; race++) {
            Decision decision = TaskLifecycle.decide(status, command, clock.instant());
            if (!(decision instanceof Decision.Next) && !present && mayBeOld()) {
                Optional<TaskStatus> read = read(status.taskId());
                if (read.isEmpty()) {
                    return new Outcome.Missing();
                }
                status = read.get();
                present = true;
                decision = TaskLifecycle.decide(status, command, clock.instant());
            }
            switch (decision) {
                case Decision.Unchanged() -> {
                    return new Outcome.Kept(status);
                }
                case Decision.Refused(Rejection rejection) -> {
                    return new Outcome.Refused(rejection);
                }
                case Decision.Next(TaskStatus next) -> {
                    TaskStatus written = next.withVersion(status.version() + 1);
                    Commit commit = commit(authority, List.of(), Optional.of(status), written);
                    if (!(commit instanceof Commit.Lost(Optional<Item> current))) {
                        return new Outcome.Changed(written);
                    }
                    if (current.isEmpty()) {
                        return new Outcome.Missing();
                    }
                    status = StatusCodec.decode(current.get());
                    present = true;
                }
            }
        }
        throw new IllegalStateException("task %s: lost %d races in a row".formatted(seen.taskId(), RACES));
    }

    /**
     * Decides once; a lost race is given up. For claims, where the next task is as good as this one: so nothing is asked again
     * either where the image is too old.
     */
    public Outcome tryOnce(Authority authority, TaskStatus seen, Command command) {
        return switch (TaskLifecycle.decide(seen, command, clock.instant())) {
            case Decision.Unchanged() -> new Outcome.Kept(seen);
            case Decision.Refused(Rejection rejection) -> new Outcome.Refused(rejection);
            case Decision.Next(TaskStatus next) -> {
                TaskStatus written = next.withVersion(seen.version() + 1);
                yield commit(authority, List.of(), Optional.of(seen), written)
                                instanceof Commit.Lost(Optional<Item> current)
                        ? new Outcome.Outrun(current.map(StatusCodec::decode))
                        : new Outcome.Changed(written);
            }
        };
    }

    /**
     * Puts every hint of the status that others are to see at once. For who finds a task made by another call of the same
     * kind, which may not have come so far: the hints must be there before either answers.
     */
    public void putHints(TaskStatus status) {
        tables.writeHints(hints.added(Optional.empty(), status).stream()
                .filter(hint -> !(hint instanceof Hint.Timed))
                .map(hint -> hint.put(status.version()))
                .toList());
        announce(Optional.empty(), status);
    }

    /** Tells waiting claimers, if the transition made something pending. */
    void announce(Optional<TaskStatus> before, TaskStatus after) {
        if (hints.added(before, after).stream().anyMatch(Hint.Pending.class::isInstance)) {
            signal.announce(after.taskQueueId());
        }
    }

    private sealed interface Commit {
        record Done() implements Commit {}

        record Lost(Optional<Item> current) implements Commit {}
    }

    private Commit commit(Authority authority, List<Write> foundations, Optional<TaskStatus> before, TaskStatus after) {
        String nonce = nonces.get();
        Write truth = new Write.Put(QueueTables.TASKS, StatusCodec.encode(after, nonce), unlessWrittenSince(before));
        List<Write> following = inlineHints(before, after);
        List<StoreException> unknown = new ArrayList<>();
        while (unknown.size() < TRIES) {
            try {
                if (tables.write(foundations, truth, following)
                        instanceof WriteOutcome.ConditionLost(Optional<Item> current)) {
                    if (!isOwn(current, nonce)) {
                        return new Commit.Lost(current);
                    }
                    tables.writeHints(following);
                }
                announce(before, after);
                LOG.debug(
                        "{}: task {} is {} (version {})",
                        authority.actor(),
                        after.taskId(),
                        after.state(),
                        after.version());
                return new Commit.Done();
            } catch (StoreException.ResultUnknown e) {
                unknown.add(e);
            }
        }
        throw unknown.getLast();
    }

    /** The condition of every transition. */
    protected Condition unlessWrittenSince(Optional<TaskStatus> read) {
        return read.map(status -> Condition.versionIs(status.version())).orElseGet(Condition::absent);
    }

    /** Was it an earlier try of ours that wrote the item? */
    protected boolean isOwn(Optional<Item> current, String nonce) {
        return current.isPresent() && current.get().nonce().equals(nonce);
    }

    /** The hints that are put before a task comes into being. */
    protected List<Write> hintsBefore(TaskStatus first) {
        return hints.foundations(first).stream()
                .map(hint -> hint.put(first.version()))
                .toList();
    }

    /** May the image that a decision began with be an old one? Always, as far as is known here. */
    protected boolean mayBeOld() {
        return true;
    }

    /** The hints that the writer puts at once. */
    protected List<Write> inlineHints(Optional<TaskStatus> before, TaskStatus after) {
        return hints.following(before, after);
    }
}

package io.spotcluster.queue.truth;

import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.PendingEntry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.tables.Timer;
import io.spotcluster.queue.task.Coalesce;
import io.spotcluster.queue.task.Run;
import io.spotcluster.queue.task.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which hints a truth needs. All hints derive from here: what a transition must add or take away is the difference between
 * what the truth before and the truth after need.
 */
public final class Hints {
    private final PendingEntry.Shards shards;

    public Hints(PendingEntry.Shards shards) {
        this.shards = shards;
    }

    public List<Hint> neededBy(TaskStatus task) {
        List<Hint> hints = new ArrayList<>(5);
        hints.add(member(task));
        if (!task.resolvedOnce()) {
            hints.add(active(task));
        }
        if (!task.isResolved()) {
            hints.add(deadlineTimer(task));
        }
        switch (task.lastRun().orElse(null)) {
            case Run.Pending pending -> {
                hints.add(pending(task, pending));
                task.coalesce().ifPresent(coalesce -> hints.add(stacked(task, coalesce)));
            }
            case Run.Running running -> {
                hints.add(new Hint.Claimed(
                        QueueTables.claimed(
                                task.taskQueueId(), running.held().worker(), task.taskId(), task.lastRunId()),
                        task.deadline()));
                hints.add(claimTimer(task, running));
            }
            case Run.Resolved _ -> {}
            case null -> {}
        }
        return hints;
    }

    private static Hint member(TaskStatus task) {
        return new Hint.Membership(QueueTables.member(task.taskGroupId(), task.taskId()), task.kept());
    }

    private static Hint active(TaskStatus task) {
        return new Hint.Membership(QueueTables.active(task.taskGroupId(), task.taskId()), task.kept());
    }

    private static Hint deadlineTimer(TaskStatus task) {
        return new Hint.Timed(Timer.deadline(task.taskId(), task.deadline()), task.kept());
    }

    /** That of the claim that the task is held by, if it is. */
    public static Optional<Hint.Timed> claimTimer(TaskStatus task) {
        return task.lastRun().orElse(null) instanceof Run.Running running
                ? Optional.of(claimTimer(task, running))
                : Optional.empty();
    }

    /** Whatever a claim's timer would do after the deadline, the deadline's own does. */
    private static Hint.Timed claimTimer(TaskStatus task, Run.Running running) {
        return new Hint.Timed(
                Timer.claim(task.taskId(), task.lastRunId(), running.held().takenUntil()), task.deadline());
    }

    private static Hint stacked(TaskStatus task, Coalesce coalesce) {
        Key key = new Key(
                QueueTables.stack(task.taskQueueId(), coalesce.stack()),
                QueueTables.waiting(task.taskId(), task.lastRunId()));
        return new Hint.Stacked(key, task.deadline());
    }

    private Hint pending(TaskStatus task, Run.Pending run) {
        PendingEntry entry =
                PendingEntry.of(task.taskQueueId(), task.priority(), run.scheduled(), task.taskId(), task.lastRunId());
        // Nobody may claim past the deadline.
        return new Hint.Pending(entry, entry.key(shards), task.deadline());
    }

    /**
     * What stands before a task comes into being, and need not be looked for where the task is there. Of a task that does not
     * come, it means nothing.
     */
    public List<Hint> foundations(TaskStatus first) {
        return List.of(member(first), active(first), deadlineTimer(first));
    }

    /** What {@code after} needs and {@code before} did not, nor did it stand before there was a truth. */
    public List<Hint> added(Optional<TaskStatus> before, TaskStatus after) {
        return without(neededBy(after), before.map(this::neededBy).orElseGet(() -> foundations(after)));
    }

    /**
     * Everything that follows from the transition: hints to make, hints to take away. Timers stay, to be passed in their
     * time.
     */
    public List<Write> following(Optional<TaskStatus> before, TaskStatus after) {
        List<Write> writes = new ArrayList<>();
        added(before, after).forEach(hint -> writes.add(hint.put(after.version())));
        before.ifPresent(status -> without(neededBy(status), neededBy(after)).stream()
                .filter(hint -> !(hint instanceof Hint.Timed))
                .forEach(hint -> writes.add(hint.drop(after.version()))));
        return writes;
    }

    /**
     * Both come from one task, so equal keys of one table mean the same hint. The timer of a claim stands for the claim as long
     * as it is prolonged: when its time has come, it makes the next one.
     */
    private static List<Hint> without(List<Hint> hints, List<Hint> others) {
        return hints.stream()
                .filter(hint -> others.stream().noneMatch(other -> isSame(hint, other)))
                .toList();
    }

    /** Those of {@code hints} that are among {@code others}. */
    public List<Hint> common(List<Hint> hints, List<Hint> others) {
        return hints.stream()
                .filter(hint -> others.stream().anyMatch(other -> isSame(hint, other)))
                .toList();
    }

    private static boolean isSame(Hint one, Hint other) {
        if (one instanceof Hint.Timed timed && other instanceof Hint.Timed otherTimed) {
            return timed.timer().isAboutSame(otherTimed.timer());
        }
        return one.table().equals(other.table()) && one.key().equals(other.key());
    }
}

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
        hints.add(new Hint.Membership(QueueTables.member(task.taskGroupId(), task.taskId()), task.kept()));
        if (!task.resolvedOnce()) {
            hints.add(new Hint.Membership(QueueTables.active(task.taskGroupId(), task.taskId()), task.kept()));
        }
        if (!task.isResolved()) {
            hints.add(new Hint.Timed(Timer.deadline(task.taskId(), task.deadline()), task.kept()));
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
                hints.add(new Hint.Timed(
                        Timer.claim(
                                task.taskId(), task.lastRunId(), running.held().takenUntil()),
                        task.kept()));
            }
            case Run.Resolved _ -> {}
            case null -> {}
        }
        return hints;
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

    /** What {@code after} needs and {@code before} did not. */
    public List<Hint> added(Optional<TaskStatus> before, TaskStatus after) {
        return without(neededBy(after), before.map(this::neededBy).orElse(List.of()));
    }

    /** Everything that follows from the transition: hints to make, hints to take away. */
    public List<Write> following(Optional<TaskStatus> before, TaskStatus after) {
        List<Write> writes = new ArrayList<>();
        added(before, after).forEach(hint -> writes.add(hint.put(after.version())));
        before.ifPresent(status ->
                without(neededBy(status), neededBy(after)).forEach(hint -> writes.add(hint.drop(after.version()))));
        return writes;
    }

    /** Both come from one task, so equal keys of one table mean the same hint. */
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
        return one.table().equals(other.table()) && one.key().equals(other.key());
    }
}

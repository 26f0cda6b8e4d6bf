package io.spotcluster.queue.timer;

import io.spotcluster.api.Authority;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.tables.Timer;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.Run;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.Hints;
import io.spotcluster.queue.truth.TaskTruth;
import io.spotcluster.queue.truth.TaskTruth.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Does what a timer is for, if it still is for anything. When that returns, the timer may be passed: what it stood for has
 * happened, or is over, or another timer stands for it.
 *
 * <p>Most timers are about something that is over, so an image of the task that may be old is looked at first. It tells that a
 * timer is over if it is as new as the truth that the timer was made by: a later truth that needs the timer again makes it
 * anew. An older image tells nothing, and the present one is read.
 */
public class TimerActions {
    private static final Authority SWEEPER = new Authority.BackgroundLoop("queue-sweeper");

    private final Tables tables;
    private final Timers timers;
    private final TaskTruth truth;
    private final Blobs blobs;
    private final Predicate<String> stillNeeded;

    /** @param stillNeeded tells by the path of a blob of {@link RetentionClass#KEEP} whether it has got another timer since */
    public TimerActions(Tables tables, Timers timers, TaskTruth truth, Blobs blobs, Predicate<String> stillNeeded) {
        this.tables = tables;
        this.timers = timers;
        this.truth = truth;
        this.blobs = blobs;
        this.stillNeeded = stillNeeded;
    }

    /** Acts on a timer that could not be acted on in its turn. */
    public void act(Key key) {
        tables.get(QueueTables.TIMERS, key).ifPresent(item -> new Page(Map.of()).act(item));
    }

    /** The timers of a page, whose tasks are read together. */
    Page page(List<Item> items) {
        return new Page(truth.glanceAll(items.stream()
                .map(TimerActions::timer)
                .filter(timer -> timer.kind() != Timer.Kind.BLOB)
                .map(Timer::taskId)
                .distinct()
                .toList()));
    }

    private static Timer timer(Item item) {
        return Timer.read(item.key().sort());
    }

    /** With images of the tasks. */
    final class Page {
        private final Map<TaskId, TaskStatus> images;

        private Page(Map<TaskId, TaskStatus> images) {
            this.images = images;
        }

        /**
         * @return whether that is all; it is not if the task is not there. The timer of its deadline stands before it does, and
         *     is to be looked at for the last time when its bucket takes no more timers
         */
        boolean act(Item item) {
            Timer timer = timer(item);
            if (timer.kind() == Timer.Kind.BLOB) {
                if (!stillNeeded.test(timer.subject())) {
                    blobs.delete(new BlobKey(RetentionClass.KEEP, timer.subject()));
                }
                return true;
            }
            Optional<TaskStatus> task = task(item, timer);
            task.ifPresent(status -> end(timer, status));
            return task.isPresent();
        }

        private Optional<TaskStatus> task(Item item, Timer timer) {
            TaskId taskId = timer.taskId();
            return Optional.ofNullable(images.get(taskId))
                    .filter(image -> isNewEnough(image, item))
                    .or(() -> truth.read(taskId));
        }
    }

    private void end(Timer timer, TaskStatus task) {
        switch (timer.kind()) {
            case CLAIM -> endClaim(timer, task);
            case DEADLINE -> endTask(timer, task);
            case BLOB -> {}
        }
    }

    protected boolean isNewEnough(TaskStatus image, Item timer) {
        return image.version() >= timer.version();
    }

    /** A claim that was prolonged has no other timer than this one, which makes the next. */
    private void endClaim(Timer timer, TaskStatus seen) {
        Optional<Instant> held = heldUntil(timer, seen);
        if (held.isEmpty()) {
            return;
        }
        TaskStatus task = seen;
        if (held.get().equals(timer.due())) {
            Command expire = new Command.ExpireClaim(timer.runId(), timer.due());
            if (!(truth.change(SWEEPER, seen, expire) instanceof Outcome.Kept(TaskStatus kept))) {
                return;
            }
            task = kept;
        }
        if (heldUntil(timer, task).isPresent()) {
            prolong(task);
        }
    }

    protected void prolong(TaskStatus running) {
        Hints.claimTimer(running).ifPresent(hint -> timers.ensure(hint, running.version()));
    }

    private static Optional<Instant> heldUntil(Timer timer, TaskStatus task) {
        return task.lastRunId() == timer.runId() && task.runs().getLast() instanceof Run.Running running
                ? Optional.of(running.held().takenUntil())
                : Optional.empty();
    }

    private void endTask(Timer timer, TaskStatus task) {
        if (!task.isResolved() && task.deadline().equals(timer.due())) {
            var _ = truth.change(SWEEPER, task, new Command.ExceedDeadline(timer.due()));
        }
    }
}

package io.spotcluster.queue.coalescing;

import io.spotcluster.api.Authority;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Coalesce;
import io.spotcluster.queue.task.Coalescing;
import io.spotcluster.queue.task.Coalescing.Supersession;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.Run;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.Hint;
import io.spotcluster.queue.truth.TaskTruth;
import io.spotcluster.queue.truth.TaskTruth.Outcome;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Supersedes waiting tasks by newer ones of their stack. Driven by the feed alone: each record by which a run waits looks at
 * the whole stack, so whichever of two is seen last sees the other.
 *
 * <p>Two writes make a supersession. First the newer one takes over what the older one stands for; then the older one ends, on
 * condition that it stands for no more than was taken over. So the depth of a chain is never told too low, whatever
 * happens in between; and who dies in between has written a record that makes the next one go on.
 */
public class Stacks {
    private static final Authority FEED = new Authority.BackgroundLoop("queue-feed");
    private static final int PAGE = 100;

    private final Tables tables;
    private final TaskTruth truth;
    private final Clock clock;

    public Stacks(Tables tables, TaskTruth truth, Clock clock) {
        this.tables = tables;
        this.truth = truth;
        this.clock = clock;
    }

    /** @param after as a record of the feed tells it */
    public void coalesce(TaskStatus after) {
        boolean waits = after.lastRun().filter(Run.Pending.class::isInstance).isPresent();
        if (waits && after.coalesce().isPresent()) {
            coalesce(after, after.coalesce().get());
        }
    }

    private void coalesce(TaskStatus member, Coalesce coalesce) {
        List<TaskStatus> stack = read(QueueTables.stack(member.taskQueueId(), coalesce.stack()));
        Coalescing.decide(stack, clock.instant()).forEach(this::supersede);
    }

    private void supersede(Supersession supersession) {
        if (takesOver(supersession)) {
            end(supersession);
        }
    }

    /** Does the newer one, which may have been claimed meanwhile, stand for the older one from now on? */
    protected boolean takesOver(Supersession supersession) {
        TaskStatus newer = supersession.newer();
        Outcome taken = truth.change(FEED, newer, new Command.Absorb(newer.lastRunId(), supersession.chain()));
        return taken instanceof Outcome.Changed || taken instanceof Outcome.Kept;
    }

    private void end(Supersession supersession) {
        TaskStatus older = supersession.older();
        // Refused, if it has become something else meanwhile: then there is a record of that, which looks again.
        var _ = truth.change(
                FEED,
                older,
                new Command.Supersede(older.lastRunId(), supersession.newer().taskId(), supersession.chain()));
    }

    private List<TaskStatus> read(String partition) {
        List<Item> hints = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page page =
                    tables.query(QueueTables.PENDING, Query.all(partition, PAGE).after(cursor));
            hints.addAll(page.items());
            cursor = page.cursor();
        } while (cursor.isPresent());
        Map<TaskId, TaskStatus> truths =
                truth.readAll(hints.stream().map(Stacks::taskId).distinct().toList());
        List<Write> passed = new ArrayList<>();
        for (Item hint : hints) {
            TaskStatus task = truths.get(taskId(hint));
            boolean stands = task != null
                    && task.lastRun().orElse(null) instanceof Run.Pending
                    && hint.key().sort().equals(QueueTables.waiting(task.taskId(), task.lastRunId()));
            if (!stands) {
                passed.add(Hint.drop(QueueTables.PENDING, hint.key(), task == null ? hint.version() : task.version()));
            }
        }
        if (!passed.isEmpty()) {
            tables.writeHints(passed);
        }
        return List.copyOf(truths.values());
    }

    private static TaskId taskId(Item hint) {
        String sort = hint.key().sort();
        return new TaskId(sort.substring(0, sort.indexOf('#')));
    }
}

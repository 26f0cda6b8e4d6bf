package io.spotcluster.queue.claim;

import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.claim.WorkClaimer.Claimed;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Claim;
import io.spotcluster.queue.task.Run;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.task.Worker;
import io.spotcluster.queue.truth.DefinitionStore;
import io.spotcluster.queue.truth.Hint;
import io.spotcluster.queue.truth.TaskTruth;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the claims of a worker that has not heard of them, since the answer to its claimWork was lost; they would else end
 * unused, and their runs with them. Two things tell that:
 *
 * <ul>
 *   <li>The worker repeats the nonce that it sent when the claims were made.
 *   <li>The workers of its task queue run one task at a time ({@link TaskQueueRules.Rule#oneTaskAtATime}), this one asks for
 *       another one, and the credentials of the claim were never used with the queue: nothing was prolonged and no artifact made.
 * </ul>
 */
public final class Redelivery {
    private static final int PAGE = 100;

    private final Tables tables;
    private final TaskTruth truth;
    private final DefinitionStore definitions;
    private final TaskQueueRules rules;
    private final Clock clock;

    public Redelivery(Tables tables, TaskTruth truth, DefinitionStore definitions, TaskQueueRules rules, Clock clock) {
        this.tables = tables;
        this.truth = truth;
        this.definitions = definitions;
        this.rules = rules;
        this.clock = clock;
    }

    /** @param nonce of the request, if the worker sends one */
    List<Claimed> of(TaskQueueId taskQueueId, Worker worker, Optional<String> nonce) {
        boolean oneTaskAtATime = rules.of(taskQueueId).oneTaskAtATime();
        if (nonce.isEmpty() && !oneTaskAtATime) {
            return List.of();
        }
        return held(taskQueueId, worker).stream()
                .filter(task -> isSameRequest(task, nonce) || (oneTaskAtATime && isUnused(task)))
                .flatMap(task -> claimed(task).stream())
                .toList();
    }

    private static boolean isSameRequest(TaskStatus task, Optional<String> nonce) {
        return nonce.isPresent() && nonce.equals(claimOf(task).nonce());
    }

    private boolean isUnused(TaskStatus task) {
        Query artifacts = Query.prefix(task.taskId().text(), QueueTables.artifactsOf(task.lastRunId()), 1);
        return !claimOf(task).prolonged()
                && tables.query(QueueTables.TASKS, artifacts).items().isEmpty();
    }

    private static Claim claimOf(TaskStatus task) {
        return task.runs().getLast().claim().orElseThrow();
    }

    private Optional<Claimed> claimed(TaskStatus task) {
        Optional<TaskDefinition> definition = definitions.of(task);
        return definition.map(whole -> new Claimed(task, whole));
    }

    /** The tasks whose last run the worker has, and whose claims have not ended. */
    private List<TaskStatus> held(TaskQueueId taskQueueId, Worker worker) {
        List<Item> hints = hints(taskQueueId, worker);
        Instant now = clock.instant();
        Map<TaskId, TaskStatus> truths = truth.readAll(
                hints.stream().map(hint -> taskId(worker, hint)).distinct().toList());
        List<TaskStatus> held = new ArrayList<>();
        List<Write> passed = new ArrayList<>();
        for (Item hint : hints) {
            TaskStatus task = truths.get(taskId(worker, hint));
            if (task == null || !isAbout(hint, taskQueueId, worker, task)) {
                long version = task == null ? hint.version() : task.version();
                passed.add(Hint.drop(QueueTables.CLAIMED, hint.key(), version));
            } else if (claimOf(task).takenUntil().isAfter(now) && !task.isPastDeadline(now)) {
                held.add(task);
            }
        }
        if (!passed.isEmpty()) {
            tables.writeHints(passed);
        }
        return held;
    }

    private List<Item> hints(TaskQueueId taskQueueId, Worker worker) {
        List<Item> hints = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Query query = Query.prefix(taskQueueId.text(), QueueTables.claimedBy(worker), PAGE);
            Page page = tables.query(QueueTables.CLAIMED, query.after(cursor));
            hints.addAll(page.items());
            cursor = page.cursor();
        } while (cursor.isPresent());
        return hints;
    }

    private static TaskId taskId(Worker worker, Item hint) {
        String rest = hint.key().sort().substring(QueueTables.claimedBy(worker).length());
        return new TaskId(rest.substring(0, rest.indexOf('#')));
    }

    private static boolean isAbout(Item hint, TaskQueueId taskQueueId, Worker worker, TaskStatus task) {
        return task.lastRun().orElse(null) instanceof Run.Running running
                && running.held().worker().equals(worker)
                && hint.key().equals(QueueTables.claimed(taskQueueId, worker, task.taskId(), task.lastRunId()));
    }
}

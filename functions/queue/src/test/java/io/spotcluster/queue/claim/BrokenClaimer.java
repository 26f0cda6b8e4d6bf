package io.spotcluster.queue.claim;

import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.PendingEntry.Shards;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.TaskTruth;
import io.spotcluster.queue.truth.WholeTasks;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A claimer without one of its rules, for the stories to notice. */
public final class BrokenClaimer {
    private BrokenClaimer() {}

    /** An entry that looks passed goes, even if a newer truth has made it anew meanwhile. */
    public static WorkClaimer dropsNewerEntries(
            Tables tables,
            TaskTruth truth,
            WholeTasks tasks,
            ClaimTerms terms,
            Shards shards,
            TaskQueueRules rules,
            Clock clock,
            RandomGenerator random) {
        return new WorkClaimer(tables, truth, tasks, terms, shards, rules, clock, random) {
            @Override
            protected void dropPassed(WaitingRuns.Found found, Optional<TaskStatus> truthRead) {
                tables.writeHints(List.of(
                        new Write.Delete(QueueTables.PENDING, found.item().key(), Condition.always())));
            }
        };
    }
}

package io.spotcluster.queue;

import io.spotcluster.api.events.EventSink;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.queue.WorkQueues;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.artifacts.ArtifactFeed;
import io.spotcluster.queue.claim.ClaimTerms;
import io.spotcluster.queue.claim.TaskQueueRules;
import io.spotcluster.queue.claim.WorkClaimer;
import io.spotcluster.queue.coalescing.Stacks;
import io.spotcluster.queue.dependency.Dependencies;
import io.spotcluster.queue.dependency.SideBySide;
import io.spotcluster.queue.feed.HintGuarantee;
import io.spotcluster.queue.feed.TaskFeed;
import io.spotcluster.queue.group.GroupCheck;
import io.spotcluster.queue.group.GroupStore;
import io.spotcluster.queue.tables.PendingEntry.Shards;
import io.spotcluster.queue.timer.Sweeper;
import io.spotcluster.queue.timer.TimerActions;
import io.spotcluster.queue.timer.Timers;
import io.spotcluster.queue.truth.DefinitionStore;
import io.spotcluster.queue.truth.Hints;
import io.spotcluster.queue.truth.PendingSignal;
import io.spotcluster.queue.truth.TaskTruth;
import io.spotcluster.queue.truth.WholeTasks;
import java.time.Clock;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes the parts of a {@link QueueService} that bear the rules of its protocol. The simulation replaces one at a time by a
 * broken one, to see that it would notice.
 */
class QueueParts {
    /** Where claimers under contention choose. */
    RandomGenerator random() {
        return RandomGenerator.getDefault();
    }

    TaskTruth truth(Tables tables, Hints hints, PendingSignal signal, Clock clock, Supplier<String> nonces) {
        return new TaskTruth(tables, hints, signal, clock, nonces);
    }

    WorkClaimer claimer(
            Tables tables,
            TaskTruth truth,
            WholeTasks tasks,
            ClaimTerms terms,
            Shards shards,
            TaskQueueRules rules,
            Clock clock) {
        return new WorkClaimer(tables, truth, tasks, terms, shards, rules, clock, random());
    }

    HintGuarantee guarantee(Tables tables, TaskTruth truth, Hints hints, Timers timers, PendingSignal signal) {
        return new HintGuarantee(tables, truth, hints, timers, signal);
    }

    Dependencies dependencies(Tables tables, TaskTruth truth) {
        return new Dependencies(tables, truth, SideBySide.onVirtualThreads());
    }

    GroupCheck groupCheck(Tables tables, TaskTruth truth) {
        return new GroupCheck(tables, truth);
    }

    TimerActions timerActions(
            Tables tables, Timers timers, TaskTruth truth, Blobs blobs, Predicate<String> stillNeeded) {
        return new TimerActions(tables, timers, truth, blobs, stillNeeded);
    }

    Sweeper sweeper(Tables tables, Timers timers, TimerActions actions, BiConsumer<Key, RuntimeException> park) {
        return new Sweeper(tables, timers, actions, park);
    }

    Stacks stacks(Tables tables, TaskTruth truth, Clock clock) {
        return new Stacks(tables, truth, clock);
    }

    TaskFeed feed(
            Tables tables,
            HintGuarantee guarantee,
            DefinitionStore definitions,
            Dependencies dependencies,
            GroupStore groups,
            GroupCheck groupCheck,
            ArtifactFeed artifacts,
            Stacks stacks,
            EventSink events,
            WorkQueues work) {
        return new TaskFeed(guarantee, definitions, dependencies, groups, groupCheck, artifacts, stacks, events, work);
    }
}

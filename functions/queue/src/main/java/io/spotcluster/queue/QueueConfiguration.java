package io.spotcluster.queue;

import io.spotcluster.queue.claim.TaskQueueRules;
import io.spotcluster.queue.retention.RetentionPolicies;
import io.spotcluster.queue.tables.PendingEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What may be chosen for a deployment.
 *
 * @param claimTimeout how long a claim lasts unless it is prolonged; at least four minutes, since stock workers prolong it
 *     three minutes before its end. Default: 20 minutes
 * @param claimWait how long claimWork waits for something to become pending in this process; zero, the default, to answer at
 *     once, and at most 20 seconds. Only for one process that serves everything
 * @param longestDeadline how far ahead a task's deadline may lie. Default: five days
 * @param mostDependencies that a task may have, at most 10,000, the default
 * @param pendingShards over how many partitions the pending entries of one task queue are spread. Default: one, which is good
 *     for some hundred tasks a second
 * @param workersSeenEvery how far apart the writes are by which a worker's record learns that it was seen, one minute to one
 *     hour. Default: ten minutes
 * @param taskQueueRules for single task queues: lost claims of workers without nonces, ageing. Default: none
 * @param definitionMemory how many characters of task definitions are kept in memory. Default: 16 million
 * @param retention how long which tasks and artifacts are kept at most. Default: as long as they ask
 */
public record QueueConfiguration(
        Duration claimTimeout,
        Duration claimWait,
        Duration longestDeadline,
        int mostDependencies,
        PendingEntry.Shards pendingShards,
        Duration workersSeenEvery,
        TaskQueueRules taskQueueRules,
        long definitionMemory,
        RetentionPolicies retention) {
    private static final int SCHEMA_DEPENDENCIES = 10_000;

    public static final QueueConfiguration DEFAULT = new QueueConfiguration(
            Duration.ofMinutes(20),
            Duration.ZERO,
            Duration.ofDays(5),
            SCHEMA_DEPENDENCIES,
            PendingEntry.Shards.ONE,
            Duration.ofMinutes(10),
            TaskQueueRules.NONE,
            16_000_000,
            RetentionPolicies.NONE);

    /** @throws IllegalArgumentException naming every fault */
    public QueueConfiguration {
        List<String> faults = new ArrayList<>();
        if (claimTimeout.compareTo(Duration.ofMinutes(4)) < 0) {
            faults.add("claimTimeout is %s, at least 4 minutes are needed".formatted(claimTimeout));
        }
        if (claimWait.isNegative() || claimWait.compareTo(Duration.ofSeconds(20)) > 0) {
            faults.add("claimWait is %s, between 0 and 20 seconds are possible".formatted(claimWait));
        }
        if (longestDeadline.compareTo(Duration.ofMinutes(1)) < 0) {
            faults.add("longestDeadline is %s, at least a minute was expected".formatted(longestDeadline));
        }
        if (mostDependencies < 0 || mostDependencies > SCHEMA_DEPENDENCIES) {
            faults.add("mostDependencies is %d, between 0 and %d are possible"
                    .formatted(mostDependencies, SCHEMA_DEPENDENCIES));
        }
        if (workersSeenEvery.compareTo(Duration.ofMinutes(1)) < 0
                || workersSeenEvery.compareTo(Duration.ofHours(1)) > 0) {
            faults.add("workersSeenEvery is %s, between a minute and an hour are possible".formatted(workersSeenEvery));
        }
        if (definitionMemory < 0) {
            faults.add("definitionMemory is %d, which is negative".formatted(definitionMemory));
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("The queue is configured wrongly: " + String.join("; ", faults));
        }
    }

    public QueueConfiguration withClaimTimeout(Duration newClaimTimeout) {
        return new QueueConfiguration(
                newClaimTimeout,
                claimWait,
                longestDeadline,
                mostDependencies,
                pendingShards,
                workersSeenEvery,
                taskQueueRules,
                definitionMemory,
                retention);
    }

    public QueueConfiguration withClaimWait(Duration newClaimWait) {
        return new QueueConfiguration(
                claimTimeout,
                newClaimWait,
                longestDeadline,
                mostDependencies,
                pendingShards,
                workersSeenEvery,
                taskQueueRules,
                definitionMemory,
                retention);
    }

    public QueueConfiguration withRetention(RetentionPolicies newRetention) {
        return new QueueConfiguration(
                claimTimeout,
                claimWait,
                longestDeadline,
                mostDependencies,
                pendingShards,
                workersSeenEvery,
                taskQueueRules,
                definitionMemory,
                newRetention);
    }

    public QueueConfiguration withTaskQueueRules(TaskQueueRules newRules) {
        return new QueueConfiguration(
                claimTimeout,
                claimWait,
                longestDeadline,
                mostDependencies,
                pendingShards,
                workersSeenEvery,
                newRules,
                definitionMemory,
                retention);
    }
}

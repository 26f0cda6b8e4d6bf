package io.spotcluster.queue.truth;

import io.spotcluster.queue.task.TaskQueueId;
import java.time.Duration;

/**
 * Tells waiting claimers in this process that something may be pending. Only ever a shortcut: what is pending stands in the
 * table.
 */
public interface PendingSignal {
    /** For deployments whose claimers never wait. */
    PendingSignal NONE = new PendingSignal() {
        @Override
        public void announce(TaskQueueId taskQueueId) {}

        @Override
        public long seen(TaskQueueId taskQueueId) {
            return 0;
        }

        @Override
        public void awaitAfter(TaskQueueId taskQueueId, long seen, Duration wait) {}
    };

    /** Something became pending. */
    void announce(TaskQueueId taskQueueId);

    /** How much was announced up to now; to be asked before looking into the table, so that nothing is missed. */
    long seen(TaskQueueId taskQueueId);

    /** Returns when more was announced than {@code seen}, and after {@code wait} at the latest. */
    void awaitAfter(TaskQueueId taskQueueId, long seen, Duration wait);
}

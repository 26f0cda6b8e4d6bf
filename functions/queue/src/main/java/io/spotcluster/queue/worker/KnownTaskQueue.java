package io.spotcluster.queue.worker;

import io.spotcluster.queue.task.TaskQueueId;
import java.time.Instant;

/**
 * A task queue that workers have asked for tasks lately, or that was declared with one of them.
 *
 * @param version rises by one with each write; 0 before the first one
 * @param lastDateActive the last sign of life of any of its workers; it lags, see {@link Sightings}
 */
record KnownTaskQueue(TaskQueueId taskQueueId, long version, Instant lastDateActive, Instant expires) {
    /** One that is not written down yet. */
    static KnownTaskQueue first(TaskQueueId taskQueueId, Instant now) {
        return new KnownTaskQueue(taskQueueId, 0, now, now);
    }

    KnownTaskQueue seen(Instant now, Instant newExpires) {
        return new KnownTaskQueue(taskQueueId, version + 1, now, later(expires, newExpires));
    }

    static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}

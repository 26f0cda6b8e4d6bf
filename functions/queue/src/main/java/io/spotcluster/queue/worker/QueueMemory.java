package io.spotcluster.queue.worker;

import io.spotcluster.base.RecentlyUsed;
import io.spotcluster.queue.task.TaskQueueId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** When the records of task queues were written last, as far as this process knows; of the task queues seen last. */
final class QueueMemory {
    private static final int QUEUES = 1_000;

    private final Map<TaskQueueId, Instant> noted = new RecentlyUsed<>(QUEUES);

    synchronized Optional<Instant> lastNoted(TaskQueueId taskQueueId) {
        return Optional.ofNullable(noted.get(taskQueueId));
    }

    synchronized void note(TaskQueueId taskQueueId, Instant time) {
        noted.put(taskQueueId, time);
    }
}

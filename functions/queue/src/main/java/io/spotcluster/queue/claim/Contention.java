package io.spotcluster.queue.claim;

import io.spotcluster.queue.task.TaskQueueId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Among how many of the oldest entries claimers of a task queue choose. One, as long as no race is lost: first in, first out.
 * A lost race opens it to some, each further one doubles the number, each claim takes one away. Figures are in bench/claims.
 */
final class Contention {
    private static final int FIRST = 16;
    private static final int WIDEST = 512;

    private final Map<TaskQueueId, Integer> widths = new ConcurrentHashMap<>();

    int width(TaskQueueId taskQueueId) {
        return widths.getOrDefault(taskQueueId, 1);
    }

    void lost(TaskQueueId taskQueueId) {
        widths.merge(taskQueueId, FIRST, (width, _) -> Math.min(WIDEST, width * 2));
    }

    void won(TaskQueueId taskQueueId) {
        widths.computeIfPresent(taskQueueId, (_, width) -> width <= 2 ? null : width - 1);
    }
}

package io.spotcluster.queue.worker;

import io.spotcluster.base.RecentlyUsed;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.Worker;
import java.util.List;
import java.util.Map;

/** The runs that workers claimed from this process since their records were written; of the workers seen last. */
final class RunMemory {
    private static final int WORKERS = 10_000;

    private record Name(TaskQueueId taskQueueId, Worker worker) {}

    private final Map<Name, List<TakenRun>> runs = new RecentlyUsed<>(WORKERS);

    synchronized void add(TaskQueueId taskQueueId, Worker worker, List<TakenRun> taken) {
        if (!taken.isEmpty()) {
            runs.merge(new Name(taskQueueId, worker), taken, KnownWorker::latest);
        }
    }

    synchronized List<TakenRun> get(TaskQueueId taskQueueId, Worker worker) {
        return runs.getOrDefault(new Name(taskQueueId, worker), List.of());
    }

    /** Forgets them: they are being written. */
    synchronized List<TakenRun> take(TaskQueueId taskQueueId, Worker worker) {
        List<TakenRun> taken = runs.remove(new Name(taskQueueId, worker));
        return taken == null ? List.of() : taken;
    }
}

package io.spotcluster.queue.claim;

import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.truth.PendingSignal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where claimers and everything that makes tasks pending live in one process. Those who wait for other task queues sleep on. */
public final class InProcessSignal implements PendingSignal {
    private static final class Announcements {
        private final Condition more;
        private long count;

        Announcements(ReentrantLock lock) {
            this.more = lock.newCondition();
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TaskQueueId, Announcements> announcements = new HashMap<>();

    @Override
    public void announce(TaskQueueId taskQueueId) {
        lock.lock();
        try {
            Announcements announced = of(taskQueueId);
            announced.count++;
            announced.more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long seen(TaskQueueId taskQueueId) {
        lock.lock();
        try {
            Announcements announced = announcements.get(taskQueueId);
            return announced == null ? 0 : announced.count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitAfter(TaskQueueId taskQueueId, long seen, Duration wait) {
        long nanos = wait.toNanos();
        lock.lock();
        try {
            Announcements announced = of(taskQueueId);
            try {
                while (announced.count == seen && nanos > 0) {
                    nanos = announced.more.awaitNanos(nanos);
                }
            } finally {
                forgetIfIdle(taskQueueId, announced);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever may claim can name any task queue; one for which nothing was ever announced is as good as unknown. */
    private void forgetIfIdle(TaskQueueId taskQueueId, Announcements announced) {
        if (announced.count == 0 && !lock.hasWaiters(announced.more)) {
            announcements.remove(taskQueueId, announced);
        }
    }

    private Announcements of(TaskQueueId taskQueueId) {
        return announcements.computeIfAbsent(taskQueueId, _ -> new Announcements(lock));
    }
}

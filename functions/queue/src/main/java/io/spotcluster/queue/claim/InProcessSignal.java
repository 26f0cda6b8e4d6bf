package io.spotcluster.queue.claim;

import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.truth.PendingSignal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where claimers and everything that makes tasks pending live in one process. */
public final class InProcessSignal implements PendingSignal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition announced = lock.newCondition();
    private final Map<TaskQueueId, Long> announcements = new HashMap<>();

    @Override
    public void announce(TaskQueueId taskQueueId) {
        lock.lock();
        try {
            announcements.merge(taskQueueId, 1L, Long::sum);
            announced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long seen(TaskQueueId taskQueueId) {
        lock.lock();
        try {
            return announcements.getOrDefault(taskQueueId, 0L);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitAfter(TaskQueueId taskQueueId, long seen, Duration wait) {
        long nanos = wait.toNanos();
        lock.lock();
        try {
            while (announcements.getOrDefault(taskQueueId, 0L) == seen && nanos > 0) {
                nanos = announced.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}

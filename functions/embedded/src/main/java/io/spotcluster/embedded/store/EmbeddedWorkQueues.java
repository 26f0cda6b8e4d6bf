package io.spotcluster.embedded.store;

import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.queue.WorkQueueLimits;
import io.spotcluster.ports.queue.WorkQueues;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Work queues in the embedded store. Queues need not be made beforehand. */
public final class EmbeddedWorkQueues implements WorkQueues {
    private final GroupCommit writer;
    private final Readers readers;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long changes;
    private volatile boolean closed;

    EmbeddedWorkQueues(GroupCommit writer, Readers readers, Clock clock) {
        this.writer = writer;
        this.readers = readers;
        this.clock = clock;
    }

    @Override
    public void send(QueueDefinition queue, String body, Duration delay) {
        requireOpen();
        WorkQueueLimits.checkSend(queue, body, delay);
        var _ = writer.call(
                body.length() * 2L, session -> session.messages().send(queue, body, clock.millis() + delay.toMillis()));
        wakeReceivers();
    }

    @Override
    public List<Received> receive(QueueDefinition queue, int limit, Duration wait) {
        requireOpen();
        WorkQueueLimits.checkReceive(queue, limit, wait);
        long until = System.nanoTime() + wait.toNanos();
        while (true) {
            long seen = changes();
            long hidden = hiddenFor(queue);
            if (hidden <= 0) {
                List<Received> received =
                        writer.call(0, session -> session.messages().receive(queue, limit, clock.millis()));
                if (!received.isEmpty()) {
                    return received;
                }
                // Another receiver took it, or it was given up: look again at what is left.
                hidden = hiddenFor(queue);
            }
            long left = until - System.nanoTime();
            if (left <= 0 || !awaitChange(seen, Math.min(left, hidden))) {
                return List.of();
            }
            requireOpen();
        }
    }

    /** For how many nanoseconds no message of the queue is to be had; not positive, if one is now. */
    private long hiddenFor(QueueDefinition queue) {
        return readers.read(reader -> {
            reader.nextVisible.setString(1, queue.name());
            try (ResultSet row = reader.nextVisible.executeQuery()) {
                return row.next()
                        ? Duration.ofMillis(row.getLong(1) - clock.millis()).toNanos()
                        : Long.MAX_VALUE;
            }
        });
    }

    private long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** @return false, if the thread was interrupted */
    private boolean awaitChange(long seen, long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (changes == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void wakeReceivers() {
        lock.lock();
        try {
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void delete(QueueDefinition queue, Received message) {
        requireOpen();
        var _ = writer.call(0, session -> session.messages().delete(queue, message, clock.millis()));
    }

    @Override
    public void release(QueueDefinition queue, Received message, Duration delay) {
        requireOpen();
        WorkQueueLimits.checkRelease(queue, delay);
        var _ = writer.call(0, session -> {
            long now = clock.millis();
            return session.messages().release(queue, message, now + delay.toMillis(), now);
        });
        wakeReceivers();
    }

    @Override
    public List<Received> deadLetters(QueueDefinition queue, int limit) {
        requireOpen();
        return writer.call(0, session -> session.messages().deadLetters(queue, limit, clock.millis()));
    }

    /** Refuses further calls; the store stays open. */
    @Override
    public void close() {
        closed = true;
        wakeReceivers();
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException.Refused("the work queues are closed");
        }
    }
}

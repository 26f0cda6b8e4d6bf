package io.spotcluster.embedded.memory;

import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.queue.WorkQueueLimits;
import io.spotcluster.ports.queue.WorkQueues;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Work queues in memory. Messages come in the order in which they become visible, then in that of sending. */
public final class MemoryWorkQueues implements WorkQueues {
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Messages> queues = new HashMap<>();
    private long sent;
    private boolean closed;

    public MemoryWorkQueues(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void send(QueueDefinition queue, String body, Duration delay) {
        WorkQueueLimits.checkSend(queue, body, delay);
        lock.lock();
        try {
            requireOpen();
            messages(queue).add(new Message(++sent, body, clock.instant().plus(delay), 0));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Received> receive(QueueDefinition queue, int limit, Duration wait) {
        WorkQueueLimits.checkReceive(queue, limit, wait);
        lock.lock();
        try {
            requireOpen();
            long nanos = wait.toNanos();
            List<Received> received = take(queue, limit);
            while (received.isEmpty() && nanos > 0) {
                long waiting = Math.min(nanos, untilNext(queue));
                nanos = nanos - waiting + changed.awaitNanos(waiting);
                requireOpen();
                received = take(queue, limit);
            }
            return received;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /** After how many nanoseconds looking again is worthwhile though nobody sends a message. */
    private long untilNext(QueueDefinition queue) {
        return messages(queue)
                .nextVisible()
                .map(next -> Math.max(1, Duration.between(clock.instant(), next).toNanos()))
                .orElse(Long.MAX_VALUE);
    }

    private List<Received> take(QueueDefinition queue, int limit) {
        Instant now = clock.instant();
        Messages messages = messages(queue);
        messages.giveUp(queue, now);
        List<Received> received = new ArrayList<>();
        for (Message message : messages.visible(now, limit)) {
            Message delivered =
                    new Message(message.number, message.body, now.plus(queue.visibility()), message.deliveries + 1);
            messages.replace(message, delivered);
            received.add(delivered.received());
        }
        return received;
    }

    @Override
    public void delete(QueueDefinition queue, Received message) {
        lock.lock();
        try {
            requireOpen();
            messages(queue).held(message, clock.instant()).ifPresent(messages(queue)::remove);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(QueueDefinition queue, Received message, Duration delay) {
        WorkQueueLimits.checkRelease(queue, delay);
        lock.lock();
        try {
            requireOpen();
            Instant now = clock.instant();
            messages(queue)
                    .held(message, now)
                    .ifPresent(held -> messages(queue)
                            .replace(held, new Message(held.number, held.body, now.plus(delay), held.deliveries)));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Received> deadLetters(QueueDefinition queue, int limit) {
        lock.lock();
        try {
            requireOpen();
            messages(queue).giveUp(queue, clock.instant());
            return messages(queue).dead.stream()
                    .limit(limit)
                    .map(Message::received)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException.Refused("the work queues are closed");
        }
    }

    private Messages messages(QueueDefinition queue) {
        return queues.computeIfAbsent(queue.name(), _ -> new Messages());
    }

    private record Message(long number, String body, Instant visible, int deliveries) {
        static final Comparator<Message> ORDER =
                Comparator.comparing(Message::visible).thenComparing(Message::number);

        String id() {
            return "message-" + number;
        }

        Received received() {
            return new Received(id(), number + "/" + deliveries, body, deliveries);
        }
    }

    private static final class Messages {
        private final TreeSet<Message> waiting = new TreeSet<>(Message.ORDER);
        private final Map<String, Message> byId = new HashMap<>();
        private final List<Message> dead = new ArrayList<>();

        void add(Message message) {
            waiting.add(message);
            byId.put(message.id(), message);
        }

        void remove(Message message) {
            waiting.remove(message);
            byId.remove(message.id());
        }

        void replace(Message message, Message with) {
            remove(message);
            add(with);
        }

        void giveUp(QueueDefinition queue, Instant now) {
            for (Message message : visible(now, Integer.MAX_VALUE)) {
                if (message.deliveries >= queue.receives()) {
                    remove(message);
                    dead.add(message);
                }
            }
        }

        List<Message> visible(Instant now, int limit) {
            return waiting.stream()
                    .takeWhile(message -> !message.visible.isAfter(now))
                    .limit(limit)
                    .toList();
        }

        Optional<Message> held(Received received, Instant now) {
            return Optional.ofNullable(byId.get(received.messageId()))
                    .filter(message -> message.deliveries > 0
                            && message.visible.isAfter(now)
                            && message.received().receipt().equals(received.receipt()));
        }

        Optional<Instant> nextVisible() {
            return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.first().visible);
        }
    }
}

package io.spotcluster.ports.fault;

import io.spotcluster.ports.fault.Operation.Action;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.queue.WorkQueues;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Work queues with faults. */
public final class FaultyWorkQueues implements WorkQueues {
    /** How many messages of a queue may be delivered again though they are hidden, or even deleted. */
    private static final int REMEMBERED = 10;

    private final WorkQueues queues;
    private final FaultyOperations operations;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<Received>> delivered = new HashMap<>();

    public FaultyWorkQueues(WorkQueues queues, FaultPlan plan, Step step) {
        this.queues = queues;
        this.operations = new FaultyOperations(plan, step);
    }

    @Override
    public void send(QueueDefinition queue, String body, Duration delay) {
        operations.run(new Operation(Action.SEND, queue.name(), body), () -> queues.send(queue, body, delay));
    }

    @Override
    public List<Received> receive(QueueDefinition queue, int limit, Duration wait) {
        return operations.list(
                new Operation(Action.RECEIVE, queue.name(), "up to " + limit),
                fault -> {
                    if (!(fault instanceof Fault.Fewer(int most))) {
                        return remember(queue, queues.receive(queue, limit, wait));
                    }
                    return most == 0
                            ? List.of()
                            : remember(queue, queues.receive(queue, Math.min(most, limit), Duration.ZERO));
                },
                () -> again(queue, limit, wait));
    }

    /** One message that was delivered lately, as queues sometimes do that promise delivery at least once. */
    private List<Received> again(QueueDefinition queue, int limit, Duration wait) {
        List<Received> remembered = remembered(queue);
        return remembered.isEmpty()
                ? remember(queue, queues.receive(queue, limit, wait))
                : List.of(remembered.get(operations.choose(remembered.size())));
    }

    @Override
    public void delete(QueueDefinition queue, Received message) {
        operations.run(
                new Operation(Action.DELETE_MESSAGE, queue.name(), message.messageId()),
                () -> queues.delete(queue, message));
    }

    @Override
    public void release(QueueDefinition queue, Received message, Duration delay) {
        operations.run(
                new Operation(Action.RELEASE, queue.name(), message.messageId()),
                () -> queues.release(queue, message, delay));
    }

    @Override
    public List<Received> deadLetters(QueueDefinition queue, int limit) {
        return operations.call(
                new Operation(Action.DEAD_LETTERS, queue.name(), "up to " + limit),
                () -> queues.deadLetters(queue, limit));
    }

    @Override
    public void close() {
        queues.close();
    }

    private List<Received> remembered(QueueDefinition queue) {
        lock.lock();
        try {
            return List.copyOf(delivered.getOrDefault(queue.name(), new ArrayDeque<>()));
        } finally {
            lock.unlock();
        }
    }

    private List<Received> remember(QueueDefinition queue, List<Received> messages) {
        lock.lock();
        try {
            Deque<Received> remembered = delivered.computeIfAbsent(queue.name(), _ -> new ArrayDeque<>());
            remembered.addAll(messages);
            while (remembered.size() > REMEMBERED) {
                remembered.removeFirst();
            }
            return messages;
        } finally {
            lock.unlock();
        }
    }
}

package io.spotcluster.ports.cost;

import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.queue.WorkQueues;
import java.time.Duration;
import java.util.List;

/** Counts what the calls would cost on SQS: every call, also one that receives nothing, by 64 KB. */
public final class MeteredWorkQueues implements WorkQueues {
    private final WorkQueues queues;
    private final CostMeter meter;

    public MeteredWorkQueues(WorkQueues queues, CostMeter meter) {
        this.queues = queues;
        this.meter = meter;
    }

    @Override
    public void send(QueueDefinition queue, String body, Duration delay) {
        queues.send(queue, body, delay);
        meter.queueCall(queue.name(), "send", Units.utf8(body));
    }

    @Override
    public List<Received> receive(QueueDefinition queue, int limit, Duration wait) {
        List<Received> received = queues.receive(queue, limit, wait);
        meter.queueCall(queue.name(), "receive", bytes(received));
        return received;
    }

    @Override
    public void delete(QueueDefinition queue, Received message) {
        queues.delete(queue, message);
        meter.queueCall(queue.name(), "delete", 0);
    }

    @Override
    public void release(QueueDefinition queue, Received message, Duration delay) {
        queues.release(queue, message, delay);
        meter.queueCall(queue.name(), "release", 0);
    }

    @Override
    public List<Received> deadLetters(QueueDefinition queue, int limit) {
        List<Received> letters = queues.deadLetters(queue, limit);
        meter.queueCall(queue.name(), "dead letters", bytes(letters));
        return letters;
    }

    @Override
    public void close() {
        queues.close();
    }

    private static long bytes(List<Received> messages) {
        return messages.stream()
                .mapToLong(message -> Units.utf8(message.body()))
                .sum();
    }
}

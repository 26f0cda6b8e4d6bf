package io.spotcluster.local.server;

import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.queue.WorkQueues;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the messages of a work queue to their handler: deletes what was handled, releases what failed. */
final class WorkReader implements Loop.Step {
    private static final Logger LOG = LoggerFactory.getLogger(WorkReader.class);
    private static final int AT_ONCE = 10;
    private static final int LONGEST_DELAY_SECONDS = 60;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final WorkQueues queues;
    private final QueueDefinition queue;
    private final Consumer<String> handler;
    private final Runnable secure;

    /** @param secure makes durable what the handler has left in memory; called before a message is deleted */
    WorkReader(WorkQueues queues, QueueDefinition queue, Consumer<String> handler, Runnable secure) {
        this.queues = queues;
        this.queue = queue;
        this.handler = handler;
        this.secure = secure;
    }

    @Override
    public Duration run() {
        for (Received message : queues.receive(queue, AT_ONCE, WAIT)) {
            try {
                handler.accept(message.body());
                secure.run();
                queues.delete(queue, message);
            } catch (RuntimeException e) {
                int delay = Math.min(LONGEST_DELAY_SECONDS, 1 << Math.min(message.deliveries(), 6));
                LOG.error(
                        "message {} of {} failed at its delivery {}; the next is in {} s",
                        message.messageId(),
                        queue.name(),
                        message.deliveries(),
                        delay,
                        e);
                queues.release(queue, message, Duration.ofSeconds(delay));
            }
        }
        return Duration.ZERO;
    }
}

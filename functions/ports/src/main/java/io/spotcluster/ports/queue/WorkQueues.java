package io.spotcluster.ports.queue;

import java.time.Duration;
import java.util.List;

/**
 * All work queues of a deployment: delivery at least once, in no order. May throw {@link
 * io.spotcluster.ports.StoreException}.
 */
public interface WorkQueues extends AutoCloseable {
    /** Durable before it returns. {@code delay} is at most 15 minutes, a body at most 256 KiB of UTF-8 (both SQS's limits). */
    void send(QueueDefinition queue, String body, Duration delay);

    /** Up to {@code limit} (1 to 10) messages, each hidden for the queue's visibility; waits up to {@code wait} (at most 20 s) while there are none. */
    List<Received> receive(QueueDefinition queue, int limit, Duration wait);

    /** The message is done. A receipt that is no longer good is passed over. */
    void delete(QueueDefinition queue, Received message);

    /** The message was not handled: others may have it after {@code delay}. */
    void release(QueueDefinition queue, Received message, Duration delay);

    /** The messages that were given up, oldest first, at most {@code limit}. They stay. */
    List<Received> deadLetters(QueueDefinition queue, int limit);

    @Override
    void close();
}

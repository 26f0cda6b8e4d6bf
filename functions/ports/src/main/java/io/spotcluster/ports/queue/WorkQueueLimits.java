package io.spotcluster.ports.queue;

import io.spotcluster.ports.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The limits of work queues, those of SQS; every adapter checks each call against them first. */
public final class WorkQueueLimits {
    /** Bytes of UTF-8. */
    public static final int BODY = 256 * 1024;

    public static final Duration DELAY = Duration.ofMinutes(15);
    public static final Duration VISIBILITY = Duration.ofHours(12);
    public static final int RECEIVED_AT_ONCE = 10;
    public static final Duration WAIT = Duration.ofSeconds(20);

    private WorkQueueLimits() {}

    /** @throws StoreException.Refused when such a message cannot be sent */
    public static void checkSend(QueueDefinition queue, String body, Duration delay) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        if (body.isEmpty() || length > BODY) {
            throw new StoreException.Refused(
                    "queue %s: a body has 1 to %d bytes of UTF-8, not %d".formatted(queue.name(), BODY, length));
        }
        checkRange(queue, "delay", delay, DELAY);
    }

    /** @throws StoreException.Refused when messages cannot be received so */
    public static void checkReceive(QueueDefinition queue, int limit, Duration wait) {
        if (limit < 1 || limit > RECEIVED_AT_ONCE) {
            throw new StoreException.Refused("queue %s: 1 to %d messages are received at once, not %d"
                    .formatted(queue.name(), RECEIVED_AT_ONCE, limit));
        }
        checkRange(queue, "wait", wait, WAIT);
        checkRange(queue, "visibility", queue.visibility(), VISIBILITY);
    }

    /** @throws StoreException.Refused when a message cannot be released so */
    public static void checkRelease(QueueDefinition queue, Duration delay) {
        checkRange(queue, "delay", delay, VISIBILITY);
    }

    private static void checkRange(QueueDefinition queue, String what, Duration value, Duration most) {
        if (value.isNegative() || value.compareTo(most) > 0) {
            throw new StoreException.Refused(
                    "queue %s: %s is %s, it must be from 0 to %s".formatted(queue.name(), what, value, most));
        }
    }
}

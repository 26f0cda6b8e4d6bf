package io.spotcluster.ports.queue;

import java.time.Duration;

/**
 * What a work queue is.
 *
 * @param name lower-case words joined by dashes
 * @param visibility how long a received message stays hidden from other receivers; at most 12 hours (SQS)
 * @param receives how often a message is delivered before it goes to the dead letters
 */
public record QueueDefinition(String name, Duration visibility, int receives) {}

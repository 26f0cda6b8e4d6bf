package io.spotcluster.ports.queue;

/**
 * A message as it was delivered.
 *
 * @param receipt names this delivery; it is good until the message becomes visible again
 * @param deliveries how often the message was delivered, this time included
 */
public record Received(String messageId, String receipt, String body, int deliveries) {}

package io.spotcluster.api.client;

import java.time.Duration;

/**
 * How a client tries again what may pass: server errors, throttling, lost connections, timeouts. Every method of the API can
 * be repeated.
 *
 * @param attempts altogether, 1 or more
 * @param firstDelay doubled after each attempt, and then varied by a quarter
 * @param longestDelay more than the first
 */
public record RetryRule(int attempts, Duration firstDelay, Duration longestDelay) {
    public static final RetryRule USUAL = new RetryRule(6, Duration.ofMillis(200), Duration.ofSeconds(30));

    /** For callers who try again themselves. */
    public static final RetryRule NEVER = new RetryRule(1, Duration.ofMillis(1), Duration.ofMillis(2));

    public RetryRule {
        if (attempts < 1 || firstDelay.isNegative() || firstDelay.isZero() || longestDelay.compareTo(firstDelay) <= 0) {
            throw new IllegalArgumentException(
                    "no retry rule: %d attempts, %s to %s".formatted(attempts, firstDelay, longestDelay));
        }
    }
}

package io.spotcluster.worker.retry;

import java.time.Duration;

/**
 * How patiently something is tried.
 *
 * @param attempts at most, the first included
 * @param first wait, after the first attempt; doubled after each
 * @param longest wait
 */
public record Backoff(int attempts, Duration first, Duration longest) {
    /** Nearly five minutes in all: long enough for a server to be restarted or deployed anew. */
    public static final Backoff PATIENT = new Backoff(15, Duration.ofMillis(500), Duration.ofSeconds(30));
}

package io.spotcluster.api.limits;

import java.time.Duration;

/**
 * A token bucket: holds {@code burst} requests when it is full, and {@code requests} more flow in evenly {@code per} period.
 */
public record Rate(long requests, Duration per, long burst) {
    public Rate {
        if (requests < 1 || burst < 1 || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException(
                    "no rate: %d requests in %s, at most %d at once".formatted(requests, per, burst));
        }
    }
}

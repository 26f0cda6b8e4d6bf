package io.spotcluster.api.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.spotcluster.api.authentication.Caller;
import io.spotcluster.api.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Lets requests through at the rates of {@link RateLimits}, as counted in this process: where several serve an API, each one
 * counts for itself. Memory is bounded: buckets that were not used for so long that they are full again go first, and beyond
 * {@link #MOST_BUCKETS} those that are used least.
 */
public final class RateLimiter {
    /** Some hundred bytes each. */
    static final int MOST_BUCKETS = 100_000;

    private final Sources sources;
    private final Optional<Buckets> clients;
    private final Optional<Buckets> addresses;

    public RateLimiter(RateLimits limits, Clock clock) {
        this.sources = new Sources(limits.trustedProxies());
        this.clients = limits.perClient().map(rate -> new Buckets(rate, clock));
        this.addresses = limits.perSource().map(rate -> new Buckets(rate, clock));
    }

    /** Before anything is done for a request. */
    public void admit(HttpRequest request) {
        addresses.ifPresent(buckets -> buckets.take(sources.of(request), "this address sends"));
    }

    /** Once it is proved who calls. Anonymous callers share one name, and are limited by their address alone. */
    public void admit(Caller caller) {
        if (!caller.clientId().equals(Caller.ANONYMOUS)) {
            clients.ifPresent(
                    buckets -> buckets.take(caller.clientId(), "the client '%s' sends".formatted(caller.clientId())));
        }
    }

    /** How many are kept of both kinds. */
    long buckets() {
        return clients.map(Buckets::size).orElse(0L)
                + addresses.map(Buckets::size).orElse(0L);
    }

    private static final class Buckets {
        private final Bandwidth bandwidth;
        private final TimeMeter meter;
        private final Cache<String, Bucket> kept;

        Buckets(Rate rate, Clock clock) {
            this.bandwidth = Bandwidth.builder()
                    .capacity(rate.burst())
                    .refillGreedy(rate.requests(), rate.per())
                    .build();
            this.meter = new Meter(clock);
            this.kept = Caffeine.newBuilder()
                    .maximumSize(MOST_BUCKETS)
                    .expireAfterAccess(timeToFill(rate))
                    .ticker(meter::currentTimeNanos)
                    .executor(Runnable::run)
                    .build();
        }

        /** A bucket left alone for so long is as good as a new one. */
        private static Duration timeToFill(Rate rate) {
            return rate.per().multipliedBy(rate.burst() / rate.requests() + 1).plusSeconds(1);
        }

        long size() {
            kept.cleanUp();
            return kept.estimatedSize();
        }

        void take(String key, String whoSends) {
            ConsumptionProbe probe = kept.get(
                            key,
                            _ -> Bucket.builder()
                                    .addLimit(bandwidth)
                                    .withCustomTimePrecision(meter)
                                    .build())
                    .tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) {
                throw new TooManyRequests(
                        whoSends + " more requests than this deployment lets through; try again later",
                        Duration.ofNanos(probe.getNanosToWaitForRefill()));
            }
        }
    }

    /** Bucket4j's clock, by ours. */
    private record Meter(Clock clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}

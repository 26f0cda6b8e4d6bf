package io.spotcluster.api.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.authentication.Caller;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.Bytes;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RateLimiterTest {
    private static final Rate TWO_A_SECOND = new Rate(2, Duration.ofSeconds(1), 3);

    private final HandTurnedClock clock = new HandTurnedClock();

    private RateLimiter limiter(Optional<Rate> perClient, Optional<Rate> perSource, String... proxies) {
        List<AddressRange> ranges = Arrays.stream(proxies)
                .map(text -> AddressRange.parse(text).orElseThrow())
                .toList();
        return new RateLimiter(new RateLimits(perClient, perSource, ranges), clock);
    }

    private static HttpRequest from(String source, String... forwardedFor) {
        Map<String, List<String>> headers =
                forwardedFor.length == 0 ? Map.of() : Map.of("x-forwarded-for", List.of(forwardedFor));
        return new HttpRequest("GET", "/", "", headers, Bytes.EMPTY, source);
    }

    private static Caller caller(String clientId) {
        return new Caller(clientId, ScopeSet.EMPTY, Instant.MAX);
    }

    private static boolean admits(RateLimiter limiter, HttpRequest request) {
        try {
            limiter.admit(request);
            return true;
        } catch (TooManyRequests e) {
            return false;
        }
    }

    @Example
    void aFullBucketLetsABurstThroughAndFillsEvenly() {
        RateLimiter limiter = limiter(Optional.empty(), Optional.of(TWO_A_SECOND));
        for (int i = 0; i < 3; i++) {
            limiter.admit(from("1.2.3.4"));
        }
        assertThatThrownBy(() -> limiter.admit(from("1.2.3.4")))
                .isInstanceOfSatisfying(
                        TooManyRequests.class,
                        e -> assertThat(e.retryAfterSeconds()).isEqualTo(1));

        clock.advance(Duration.ofMillis(500));

        limiter.admit(from("1.2.3.4"));
        assertThat(admits(limiter, from("1.2.3.4"))).isFalse();
        assertThat(admits(limiter, from("1.2.3.5"))).isTrue();
    }

    @Property(tries = 200)
    void neverMoreThanTheBurstAndWhatFlowedIn(@ForAll @Size(max = 60) List<@IntRange(max = 400) Integer> pauses) {
        HandTurnedClock ownClock = new HandTurnedClock();
        RateLimiter limiter =
                new RateLimiter(new RateLimits(Optional.empty(), Optional.of(TWO_A_SECOND), List.of()), ownClock);
        long passed = 0;
        int admitted = 0;
        for (int pause : pauses) {
            ownClock.advance(Duration.ofMillis(pause));
            passed += pause;
            admitted += admits(limiter, from("1.2.3.4")) ? 1 : 0;
            assertThat(admitted).isLessThanOrEqualTo((int) (3 + passed * 2 / 1000));
        }
    }

    @Example
    void retryAfterIsRoundedUp() {
        RateLimiter limiter = limiter(Optional.empty(), Optional.of(new Rate(1, Duration.ofSeconds(90), 1)));
        limiter.admit(from("1.2.3.4"));
        clock.advance(Duration.ofMillis(500));

        assertThatThrownBy(() -> limiter.admit(from("1.2.3.4")))
                .isInstanceOfSatisfying(
                        TooManyRequests.class,
                        e -> assertThat(e.retryAfterSeconds()).isEqualTo(90));
    }

    @Example
    void eachClientHasItsOwnBucketAndAnonymousCallersNone() {
        RateLimiter limiter = limiter(Optional.of(new Rate(1, Duration.ofMinutes(1), 1)), Optional.empty());
        limiter.admit(caller("a"));
        limiter.admit(caller("b"));

        assertThatThrownBy(() -> limiter.admit(caller("a"))).isInstanceOf(TooManyRequests.class);
        for (int i = 0; i < 10; i++) {
            limiter.admit(caller(Caller.ANONYMOUS));
        }
    }

    @Example
    void withoutLimitsEverythingPasses() {
        RateLimiter limiter = new RateLimiter(RateLimits.NONE, clock);
        for (int i = 0; i < 10_000; i++) {
            limiter.admit(from("1.2.3.4"));
            limiter.admit(caller("a"));
        }
    }

    @Example
    void forwardedAddressesOfStrangersAreNotBelieved() {
        RateLimiter limiter =
                limiter(Optional.empty(), Optional.of(new Rate(1, Duration.ofMinutes(1), 1)), "10.0.0.0/8");
        limiter.admit(from("1.2.3.4", "9.9.9.9"));

        assertThat(admits(limiter, from("1.2.3.4", "8.8.8.8"))).isFalse();
        // Whoever sits behind the proxy writes what he likes in front; the proxy adds where it came from.
        limiter.admit(from("10.1.1.1", "9.9.9.9, 5.5.5.5"));
        assertThat(admits(limiter, from("10.1.1.1", "7.7.7.7, 6.6.6.6", "5.5.5.5")))
                .isFalse();
        assertThat(admits(limiter, from("10.2.2.2", "5.5.5.5, 10.1.1.1"))).isFalse();
        assertThat(admits(limiter, from("10.1.1.1", "5.5.5.6"))).isTrue();
    }

    @Example
    void aProxyThatSaysNothingOrNonsenseCountsItself() {
        RateLimiter limiter =
                limiter(Optional.empty(), Optional.of(new Rate(1, Duration.ofMinutes(1), 1)), "10.0.0.0/8");
        limiter.admit(from("10.1.1.1"));

        assertThat(admits(limiter, from("10.1.1.1", "unknown"))).isFalse();
        assertThat(admits(limiter, from("10.1.1.1", "5.5.5.5, "))).isFalse();
    }

    @Example
    void anIpv6NetworkIsOneSource() {
        RateLimiter limiter = limiter(Optional.empty(), Optional.of(new Rate(1, Duration.ofMinutes(1), 1)));
        limiter.admit(from("2001:db8:1:2::1"));

        assertThat(admits(limiter, from("2001:db8:1:2:ffff::9"))).isFalse();
        assertThat(admits(limiter, from("2001:db8:1:3::1"))).isTrue();
        assertThat(admits(limiter, from("::ffff:1.2.3.4"))).isTrue();
        assertThat(admits(limiter, from("1.2.3.4"))).isFalse();
    }

    @Example
    void memoryIsBounded() {
        RateLimiter limiter = limiter(Optional.empty(), Optional.of(new Rate(1, Duration.ofMinutes(1), 1)));
        for (int i = 0; i < RateLimiter.MOST_BUCKETS + 20_000; i++) {
            admits(limiter, from("10.%d.%d.%d".formatted(i >> 16, (i >> 8) & 255, i & 255)));
        }

        assertThat(limiter.buckets()).isLessThanOrEqualTo(RateLimiter.MOST_BUCKETS);

        clock.advance(Duration.ofHours(1));
        admits(limiter, from("1.2.3.4"));
        // Each look takes away some thousand of those that are full again.
        for (int i = 0; i < 100; i++) {
            limiter.buckets();
        }
        assertThat(limiter.buckets()).isEqualTo(1);
    }

    @Example
    void rangesAreReadStrictly() {
        assertThat(AddressRange.parse("10.0.0.0/8")).isPresent();
        assertThat(AddressRange.parse("::1")).isPresent();
        for (String wrong : List.of("10.0.0.0/33", "example.com", "10.0.0.0/", "/8", "10.0.0.0/-1", "", "1:2/129")) {
            assertThat(AddressRange.parse(wrong)).as(wrong).isEmpty();
        }
    }
}

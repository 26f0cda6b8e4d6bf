package io.spotcluster.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.worker.queue.Lease;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a claim is prolonged. */
final class ReclaimTimeTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Duration wait(Duration left) {
        Lease lease = new Lease(NOW.plus(left), Credentials.of("client", "token"));
        return Duration.between(NOW, ClaimKeeper.reclaimTime(lease, NOW));
    }

    @Test
    void threeMinutesBeforeItEnds() {
        assertThat(wait(Duration.ofMinutes(20))).isEqualTo(Duration.ofMinutes(17));
    }

    @Test
    void aShortClaimWhenTwoThirdsHavePassed() {
        assertThat(wait(Duration.ofMinutes(4))).isEqualTo(Duration.ofSeconds(160));
        assertThat(wait(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aClaimThatSeemsOverIsProlongedSoonButNotInALoop() {
        assertThat(wait(Duration.ofMinutes(-5))).isEqualTo(Duration.ofSeconds(10));
    }
}

package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.queue.QueueSimulation.Result;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The simulation has to notice when a rule of the protocol is missing, or it would not notice if the real code lost it
 * either. Seven rules are broken too rarely for random orders to show it; {@link RuleStoriesTest} shows these, and all others.
 */
class MutantsTest {
    /** Within how many seeds each mutant is noticed, with a margin. */
    private static final int SEEDS = 6000;

    @ParameterizedTest
    @EnumSource(
            value = Mutant.class,
            mode = Mode.EXCLUDE,
            names = {"NONCE", "VERSION", "BIRTH", "IMAGES", "TAKEOVER", "BEHIND", "PRESENT"})
    void isNoticedByASeedThatTheRealCodePasses(Mutant mutant) {
        Optional<Result> noticed = Stream.iterate(0L, seed -> seed + 1)
                .limit(SEEDS)
                .map(seed -> QueueSimulation.run(seed, mutant.parts(seed)))
                .filter(result -> !result.violations().isEmpty())
                .findFirst();
        assertThat(noticed).as("a seed of %d that notices", SEEDS).isPresent();
        long seed = noticed.get().seed();
        assertThat(QueueSimulation.run(seed, new ReproducibleParts(seed)).violations())
                .as("the real code, on seed %d", seed)
                .isEmpty();
    }
}

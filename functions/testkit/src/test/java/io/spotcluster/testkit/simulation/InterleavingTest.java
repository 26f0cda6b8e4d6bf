package io.spotcluster.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InterleavingTest {
    /** Two unguarded increments: read, step, write. Some order loses one of them, some order does not. */
    private static int twoIncrements(long seed) {
        Interleaving interleaving = new Interleaving(new Random(seed));
        int[] counter = {0};
        for (String name : List.of("one", "other")) {
            interleaving.spawn(
                    name,
                    () -> {
                        interleaving.step("read");
                        int read = counter[0];
                        interleaving.step("write");
                        counter[0] = read + 1;
                    },
                    ending -> assertThat(ending).isInstanceOf(Interleaving.Ending.Returned.class));
        }
        interleaving.run();
        return counter[0];
    }

    @Test
    void findsBothOutcomesOfARace() {
        Set<Integer> outcomes = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            outcomes.add(twoIncrements(seed));
        }
        assertThat(outcomes).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void theSameSeedRepeatsTheSameRun() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(traceOf(seed)).isEqualTo(traceOf(seed));
        }
    }

    private static List<String> traceOf(long seed) {
        Interleaving interleaving = new Interleaving(new Random(seed));
        for (String name : List.of("a", "b", "c")) {
            interleaving.spawn(
                    name,
                    () -> {
                        for (int i = 0; i < 5; i++) {
                            interleaving.step("step " + i);
                        }
                    },
                    ending -> {});
        }
        interleaving.run();
        return interleaving.trace();
    }

    @Test
    void tellsWhatAProcessThrew() {
        Interleaving interleaving = new Interleaving(new Random(1));
        IllegalStateException thrown = new IllegalStateException("killed");
        interleaving.spawn(
                "victim",
                () -> {
                    interleaving.step("before");
                    throw thrown;
                },
                ending -> assertThat(ending).isEqualTo(new Interleaving.Ending.Threw(thrown)));
        interleaving.run();
        assertThat(interleaving.running()).isZero();
    }
}

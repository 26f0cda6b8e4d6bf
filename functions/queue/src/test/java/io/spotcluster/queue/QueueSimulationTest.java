package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.queue.QueueSimulation.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code -Dspotcluster.simulation.runs=N} runs more seeds, {@code -Dspotcluster.simulation.seed=S} begins at another one: a
 * seed that failed repeats by itself.
 */
class QueueSimulationTest {
    private static final int RUNS = Integer.getInteger("spotcluster.simulation.runs", 1500);
    private static final long SEED = Long.getLong("spotcluster.simulation.seed", 0);

    @Test
    void theProtocolKeepsItsPromisesInEveryOrderAndWithFaults() {
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            Result result = QueueSimulation.run(seed, new ReproducibleParts(seed));
            List<String> trace = result.trace();
            assertThat(result.violations())
                    .as(
                            "seed %d; the last of %d operations:%n%s",
                            seed,
                            trace.size(),
                            String.join("\n", trace.subList(Math.max(0, trace.size() - 200), trace.size())))
                    .isEmpty();
        }
    }

    @Test
    void theSameSeedRepeatsTheSameRun() {
        for (long seed = 0; seed < 5; seed++) {
            assertThat(QueueSimulation.run(seed, new ReproducibleParts(seed)))
                    .isEqualTo(QueueSimulation.run(seed, new ReproducibleParts(seed)));
        }
    }
}

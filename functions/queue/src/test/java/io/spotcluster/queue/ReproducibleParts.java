package io.spotcluster.queue;

import java.util.Random;
import java.util.random.RandomGenerator;

/** The real parts, with a seeded choice for claimers. */
class ReproducibleParts extends QueueParts {
    private final Random random;

    ReproducibleParts(long seed) {
        this.random = new Random(seed);
    }

    @Override
    RandomGenerator random() {
        return random;
    }
}

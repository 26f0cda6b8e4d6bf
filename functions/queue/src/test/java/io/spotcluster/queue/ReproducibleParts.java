package io.spotcluster.queue;

import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.dependency.Dependencies;
import io.spotcluster.queue.truth.TaskTruth;
import java.util.Random;
import java.util.random.RandomGenerator;

/** The real parts, with a seeded choice for claimers, and each thing after the other. */
class ReproducibleParts extends QueueParts {
    private final Random random;

    ReproducibleParts(long seed) {
        this.random = new Random(seed);
    }

    @Override
    Dependencies dependencies(Tables tables, TaskTruth truth) {
        return new Dependencies(tables, truth);
    }

    @Override
    RandomGenerator random() {
        return random;
    }
}

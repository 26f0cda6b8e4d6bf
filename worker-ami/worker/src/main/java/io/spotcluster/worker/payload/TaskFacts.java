package io.spotcluster.worker.payload;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * What a payload must agree with beside its schema.
 *
 * @param dependencies the tasks whose artifacts may be mounted
 * @param deadline no artifact expires before it
 * @param expires no artifact expires after it
 * @param maxTaskRunTime upper bound of {@code maxRunTime} on this worker
 */
public record TaskFacts(Set<String> dependencies, Instant deadline, Instant expires, Duration maxTaskRunTime) {
    public TaskFacts {
        dependencies = Set.copyOf(dependencies);
    }
}

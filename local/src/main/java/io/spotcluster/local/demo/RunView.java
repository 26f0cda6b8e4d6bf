package io.spotcluster.local.demo;

import java.time.Instant;
import java.util.Optional;

/**
 * One run of a task, as the queue tells it.
 *
 * @param reasonResolved for example {@code intermittent-task}; absent while it is not resolved
 */
record RunView(
        String state,
        Optional<String> reasonResolved,
        Optional<String> workerId,
        Optional<Instant> started,
        Optional<Instant> resolved) {}

package io.spotcluster.worker.queue;

import io.spotcluster.api.authentication.Credentials;
import java.time.Instant;

/**
 * The right to work on a run.
 *
 * @param takenUntil when it ends, unless it is prolonged before
 * @param credentials for all calls about the run
 */
public record Lease(Instant takenUntil, Credentials credentials) {}

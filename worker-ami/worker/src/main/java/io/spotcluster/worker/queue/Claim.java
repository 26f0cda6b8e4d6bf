package io.spotcluster.worker.queue;

import java.time.Duration;

/**
 * Work handed out by {@code claimWork}.
 *
 * @param pending how long the run had waited for a worker
 */
public record Claim(RunKey run, Lease lease, Duration pending, TaskDefinition task) {}

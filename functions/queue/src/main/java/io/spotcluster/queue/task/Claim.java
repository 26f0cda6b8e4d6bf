package io.spotcluster.queue.task;

import java.time.Instant;

/**
 * A worker's hold on a run.
 *
 * @param started when it was claimed
 * @param takenUntil when the claim ends unless it is prolonged
 */
public record Claim(Worker worker, Instant started, Instant takenUntil) {}

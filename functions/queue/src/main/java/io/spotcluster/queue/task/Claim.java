package io.spotcluster.queue.task;

import java.time.Instant;
import java.util.Optional;

/**
 * A worker's hold on a run.
 *
 * @param started when it was claimed
 * @param takenUntil when the claim ends unless it is prolonged
 * @param nonce of the worker's request, if it sent one; of no use to anybody once the run has ended, and not kept then
 * @param prolonged whether it ever was; not kept either
 */
public record Claim(Worker worker, Instant started, Instant takenUntil, Optional<String> nonce, boolean prolonged) {
    public Claim(Worker worker, Instant started, Instant takenUntil) {
        this(worker, started, takenUntil, Optional.empty(), false);
    }

    Claim prolongedUntil(Instant newTakenUntil) {
        return new Claim(worker, started, newTakenUntil, nonce, true);
    }

    /** As it is remembered when the run has ended. */
    Claim ended() {
        return new Claim(worker, started, takenUntil);
    }
}

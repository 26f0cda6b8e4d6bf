package io.spotcluster.queue.task;

import java.time.Instant;
import java.util.Optional;

/** What somebody wants to become of a task. */
public sealed interface Command {
    /** Make it pending, whatever its dependencies. */
    record Schedule() implements Command {}

    /**
     * Give a pending run to a worker.
     *
     * @param nonce of the worker's request, if it sent one
     */
    record Take(int runId, Worker worker, Instant takenUntil, Optional<String> nonce) implements Command {
        public Take(int runId, Worker worker, Instant takenUntil) {
            this(runId, worker, takenUntil, Optional.empty());
        }
    }

    /** Prolong a claim. */
    record Retake(int runId, Instant takenUntil) implements Command {}

    /** The worker reports how its run ended. */
    record Report(int runId, Resolution resolution) implements Command {}

    /** A waiting run is to stand for a run that it will supersede, and for what that one stands for. */
    record Absorb(int runId, Chain chain) implements Command {}

    /**
     * A newer task of its stack takes the place of a waiting run.
     *
     * @param chain what {@code by} stands for because of it
     */
    record Supersede(int runId, TaskId by, Chain chain) implements Command {}

    record Cancel() implements Command {}

    record Rerun() implements Command {}

    record ChangePriority(Priority priority) implements Command {}

    /** The timer of a claim went off. */
    record ExpireClaim(int runId, Instant takenUntil) implements Command {}

    /** The timer of a deadline went off. It may be that of an earlier task of the same id. */
    record ExceedDeadline(Instant deadline) implements Command {}
}

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

    record Cancel() implements Command {}

    record Rerun() implements Command {}

    record ChangePriority(Priority priority) implements Command {}

    /** The timer of a claim went off. */
    record ExpireClaim(int runId, Instant takenUntil) implements Command {}

    /** The timer of a deadline went off. It may be that of an earlier task of the same id. */
    record ExceedDeadline(Instant deadline) implements Command {}
}

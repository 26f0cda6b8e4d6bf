package io.spotcluster.queue.task;

import java.time.Instant;

/** What somebody wants to become of a task. */
public sealed interface Command {
    /** Make it pending, whatever its dependencies. */
    record Schedule() implements Command {}

    /** Give a pending run to a worker. */
    record Take(int runId, Worker worker, Instant takenUntil) implements Command {}

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

package io.spotcluster.queue.task;

import java.time.Instant;
import java.util.Optional;

/** One attempt at a task. Its number is its place among the runs of the task. */
public sealed interface Run {
    ReasonCreated reasonCreated();

    /** When its wait for a worker began. */
    Instant scheduled();

    /** Waits for a worker. */
    record Pending(ReasonCreated reasonCreated, Instant scheduled) implements Run {}

    /** A worker has it. */
    record Running(ReasonCreated reasonCreated, Instant scheduled, Claim held) implements Run {}

    /**
     * It ended.
     *
     * @param claim absent if no worker ever had it
     */
    record Resolved(
            ReasonCreated reasonCreated,
            Instant scheduled,
            Optional<Claim> claim,
            Resolution resolution,
            Instant resolved)
            implements Run {}

    default TaskState state() {
        return switch (this) {
            case Pending _ -> TaskState.PENDING;
            case Running _ -> TaskState.RUNNING;
            case Resolved resolved -> resolved.resolution().state();
        };
    }

    /** The hold of the worker that has or had it. */
    default Optional<Claim> claim() {
        return switch (this) {
            case Pending _ -> Optional.empty();
            case Running running -> Optional.of(running.held());
            case Resolved resolved -> resolved.claim();
        };
    }

    /** The latest time that it tells. */
    default Instant latest() {
        return switch (this) {
            case Pending pending -> pending.scheduled();
            case Running running -> running.held().started();
            case Resolved resolved -> resolved.resolved();
        };
    }
}

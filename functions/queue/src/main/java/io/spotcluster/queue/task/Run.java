package io.spotcluster.queue.task;

import java.time.Instant;
import java.util.Optional;

/** One attempt at a task. Its number is its place among the runs of the task. */
public sealed interface Run {
    ReasonCreated reasonCreated();

    /** When its wait for a worker began. */
    Instant scheduled();

    /**
     * Waits for a worker.
     *
     * @param chain what else it stands for, if it has superseded anything
     */
    record Pending(ReasonCreated reasonCreated, Instant scheduled, Optional<Chain> chain) implements Run {
        public Pending(ReasonCreated reasonCreated, Instant scheduled) {
            this(reasonCreated, scheduled, Optional.empty());
        }
    }

    /** A worker has it. */
    record Running(ReasonCreated reasonCreated, Instant scheduled, Claim held) implements Run {}

    /**
     * It ended.
     *
     * @param claim absent if no worker ever had it
     * @param supersededBy the newer task of its stack that ended it, if one did
     */
    record Resolved(
            ReasonCreated reasonCreated,
            Instant scheduled,
            Optional<Claim> claim,
            Resolution resolution,
            Instant resolved,
            Optional<TaskId> supersededBy)
            implements Run {
        public Resolved(
                ReasonCreated reasonCreated,
                Instant scheduled,
                Optional<Claim> claim,
                Resolution resolution,
                Instant resolved) {
            this(reasonCreated, scheduled, claim, resolution, resolved, Optional.empty());
        }
    }

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

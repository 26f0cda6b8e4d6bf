package io.spotcluster.queue.task;

import io.spotcluster.base.Rejection;

/** What becomes of a task by a {@link Command}. */
public sealed interface Decision {
    /** It changes to this. */
    record Next(TaskStatus status) implements Decision {}

    /** It already is as was wanted, or the command does not concern it any more: the caller is answered with the status as it is. */
    record Unchanged() implements Decision {}

    /** The command cannot be followed. */
    record Refused(Rejection rejection) implements Decision {}
}

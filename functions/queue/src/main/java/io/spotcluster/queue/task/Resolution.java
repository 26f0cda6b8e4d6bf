package io.spotcluster.queue.task;

import java.util.Arrays;
import java.util.Optional;

/** How a run ended; decides the state it ends in, and whether the task is tried again. */
public enum Resolution {
    COMPLETED("completed"),
    FAILED("failed"),
    DEADLINE_EXCEEDED("deadline-exceeded"),
    CANCELED("canceled"),
    CLAIM_EXPIRED("claim-expired"),
    WORKER_SHUTDOWN("worker-shutdown"),
    MALFORMED_PAYLOAD("malformed-payload"),
    RESOURCE_UNAVAILABLE("resource-unavailable"),
    INTERNAL_ERROR("internal-error"),
    INTERMITTENT_TASK("intermittent-task"),
    SUPERSEDED("superseded");

    private final String text;

    Resolution(String text) {
        this.text = text;
    }

    /** As it stands in documents. */
    public String text() {
        return text;
    }

    public TaskState state() {
        return switch (this) {
            case COMPLETED -> TaskState.COMPLETED;
            case FAILED -> TaskState.FAILED;
            case DEADLINE_EXCEEDED,
                    CANCELED,
                    CLAIM_EXPIRED,
                    WORKER_SHUTDOWN,
                    MALFORMED_PAYLOAD,
                    RESOURCE_UNAVAILABLE,
                    INTERNAL_ERROR,
                    INTERMITTENT_TASK,
                    SUPERSEDED -> TaskState.EXCEPTION;
        };
    }

    /** Why the next run is made, if retries are left; absent for an end that is final. */
    public Optional<ReasonCreated> retry() {
        return switch (this) {
            case CLAIM_EXPIRED, WORKER_SHUTDOWN -> Optional.of(ReasonCreated.RETRY);
            case INTERMITTENT_TASK -> Optional.of(ReasonCreated.TASK_RETRY);
            case COMPLETED,
                    FAILED,
                    DEADLINE_EXCEEDED,
                    CANCELED,
                    MALFORMED_PAYLOAD,
                    RESOURCE_UNAVAILABLE,
                    INTERNAL_ERROR,
                    SUPERSEDED -> Optional.empty();
        };
    }

    public static Resolution of(String text) {
        return Arrays.stream(values())
                .filter(resolution -> resolution.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no way for a run to end"));
    }
}

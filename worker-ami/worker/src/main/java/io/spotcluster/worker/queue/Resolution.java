package io.spotcluster.worker.queue;

/** How a worker may end a run. */
public enum Resolution {
    COMPLETED("completed"),
    FAILED("failed"),
    WORKER_SHUTDOWN("worker-shutdown"),
    MALFORMED_PAYLOAD("malformed-payload"),
    RESOURCE_UNAVAILABLE("resource-unavailable"),
    INTERNAL_ERROR("internal-error"),
    INTERMITTENT_TASK("intermittent-task");

    private final String word;

    Resolution(String word) {
        this.word = word;
    }

    /** The API's word for it. */
    public String word() {
        return word;
    }

    /** Whether it is reported as an exception, with the word as its reason. */
    public boolean isException() {
        return this != COMPLETED && this != FAILED;
    }

    /** As people see it in the task's status: {@code exception/worker-shutdown}. */
    @Override
    public String toString() {
        return isException() ? "exception/" + word : word;
    }
}

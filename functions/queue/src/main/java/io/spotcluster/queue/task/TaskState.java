package io.spotcluster.queue.task;

/** How a task or one of its runs stands. */
public enum TaskState {
    /** Only of a task: it has no run yet. */
    UNSCHEDULED("unscheduled"),
    PENDING("pending"),
    RUNNING("running"),
    COMPLETED("completed"),
    FAILED("failed"),
    EXCEPTION("exception");

    private final String text;

    TaskState(String text) {
        this.text = text;
    }

    /** As it stands in documents. */
    public String text() {
        return text;
    }

    public boolean isResolved() {
        return this == COMPLETED || this == FAILED || this == EXCEPTION;
    }
}

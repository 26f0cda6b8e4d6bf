package io.spotcluster.queue.task;

import java.util.Arrays;

/** Why there is a run. */
public enum ReasonCreated {
    SCHEDULED("scheduled"),
    /** The run before was lost with its worker. */
    RETRY("retry"),
    /** The run before asked for another try. */
    TASK_RETRY("task-retry"),
    RERUN("rerun"),
    /** The run only records the end of a task that never ran. */
    EXCEPTION("exception");

    private final String text;

    ReasonCreated(String text) {
        this.text = text;
    }

    /** As it stands in documents. */
    public String text() {
        return text;
    }

    public static ReasonCreated of(String text) {
        return Arrays.stream(values())
                .filter(reason -> reason.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no reason to create a run"));
    }
}

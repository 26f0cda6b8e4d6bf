package io.spotcluster.queue.task;

import java.util.Arrays;

/** How the dependencies of a task must end for it to be scheduled. */
public enum Requires {
    ALL_COMPLETED("all-completed"),
    ALL_RESOLVED("all-resolved");

    private final String text;

    Requires(String text) {
        this.text = text;
    }

    /** As it stands in documents. */
    public String text() {
        return text;
    }

    /** May a dependency that ends in this state satisfy? */
    public boolean accepts(TaskState state) {
        return this == ALL_COMPLETED ? state == TaskState.COMPLETED : state.isResolved();
    }

    public static Requires of(String text) {
        return Arrays.stream(values())
                .filter(requires -> requires.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no kind of requirement"));
    }
}

package io.spotcluster.queue.task;

import java.util.Arrays;
import java.util.List;

/** How urgent a task is, from the most to the least urgent. */
public enum Priority {
    HIGHEST("highest", 0),
    VERY_HIGH("very-high", 1),
    HIGH("high", 2),
    MEDIUM("medium", 3),
    LOW("low", 4),
    VERY_LOW("very-low", 5),
    LOWEST("lowest", 6);

    private final String text;
    private final int rank;

    Priority(String text, int rank) {
        this.text = text;
        this.rank = rank;
    }

    /** As it stands in documents. */
    public String text() {
        return text;
    }

    /** As it stands in stored keys: a digit, 0 for the most urgent. */
    public int rank() {
        return rank;
    }

    /** This one and every higher one: who may create at any of them may create at this one. */
    public List<Priority> andHigher() {
        return Arrays.stream(values()).filter(other -> other.rank <= rank).toList();
    }

    public static Priority of(String text) {
        return Arrays.stream(values())
                .filter(priority -> priority.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no priority"));
    }
}

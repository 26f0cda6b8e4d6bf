package io.spotcluster.queue.task;

import io.spotcluster.base.Slug;

/** The id of a task: a slug, valid once it exists. */
public record TaskId(String text) implements Comparable<TaskId> {
    public TaskId {
        if (!Slug.isSlug(text)) {
            throw new IllegalArgumentException("'" + text + "' is no taskId");
        }
    }

    @Override
    public int compareTo(TaskId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}

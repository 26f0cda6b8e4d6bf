package io.spotcluster.queue.task;

import io.spotcluster.base.Slug;

/** The id of a task group: a slug, valid once it exists. */
public record TaskGroupId(String text) {
    public TaskGroupId {
        if (!Slug.isSlug(text)) {
            throw new IllegalArgumentException("'" + text + "' is no taskGroupId");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}

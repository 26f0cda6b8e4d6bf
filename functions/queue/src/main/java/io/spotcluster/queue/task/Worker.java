package io.spotcluster.queue.task;

import java.util.regex.Pattern;

/** Names a worker: its group (commonly a region) and its id in the group. Both are valid once it exists. */
public record Worker(String group, String id) {
    /** What either half looks like. */
    public static final Pattern PATTERN = Pattern.compile("[a-zA-Z0-9-_]{1,38}");

    public Worker {
        if (!PATTERN.matcher(group).matches() || !PATTERN.matcher(id).matches()) {
            throw new IllegalArgumentException("'%s/%s' names no worker".formatted(group, id));
        }
    }

    @Override
    public String toString() {
        return group + "/" + id;
    }
}

package io.spotcluster.queue.task;

import java.util.regex.Pattern;

/** The queue whose workers run a task: {@code <provisionerId>/<workerType>}, valid once it exists. */
public record TaskQueueId(String text) {
    /** What the second half looks like. */
    public static final Pattern WORKER_TYPE = Pattern.compile("[a-z]([-a-z0-9]{0,36}[a-z0-9])?");

    /** What one looks like. */
    public static final Pattern PATTERN = Pattern.compile("[a-zA-Z0-9-_]{1,38}/" + WORKER_TYPE);

    public TaskQueueId {
        if (!PATTERN.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no taskQueueId");
        }
    }

    public String provisionerId() {
        return text.substring(0, text.indexOf('/'));
    }

    public String workerType() {
        return text.substring(text.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return text;
    }
}

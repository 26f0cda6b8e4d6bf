package io.spotcluster.worker.queue;

/** One run of a task. */
public record RunKey(String taskId, int runId) {
    @Override
    public String toString() {
        return taskId + "/" + runId;
    }
}

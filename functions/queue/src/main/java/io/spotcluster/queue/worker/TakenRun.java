package io.spotcluster.queue.worker;

import io.spotcluster.queue.task.TaskId;

/** A run that a worker claimed. */
public record TakenRun(TaskId taskId, int runId) {}

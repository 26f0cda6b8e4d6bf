package io.spotcluster.worker.artifact;

import io.spotcluster.worker.queue.Resolution;

/**
 * An artifact that the task should have, and has not.
 *
 * @param resolution what the run comes to by it
 */
public record UploadProblem(String name, Resolution resolution, String explanation) {}

package io.spotcluster.worker.queue;

/**
 * Who claims.
 *
 * @param workerPoolId the task queue it works on: {@code <provisionerId>/<workerType>}
 */
public record WorkerIdentity(String workerPoolId, String workerGroup, String workerId) {
    @Override
    public String toString() {
        return workerGroup + "/" + workerId + " of " + workerPoolId;
    }
}

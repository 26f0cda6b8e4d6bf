package io.spotcluster.worker.retry;

/** Implemented by exceptions that know whether trying again could help; every other {@code IOException} is retried. */
public interface PermanentFailure {
    boolean isPermanent();
}

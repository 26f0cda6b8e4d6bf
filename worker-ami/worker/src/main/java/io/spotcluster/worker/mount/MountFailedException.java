package io.spotcluster.worker.mount;

import io.spotcluster.worker.queue.Resolution;
import io.spotcluster.worker.retry.PermanentFailure;
import java.io.IOException;

/** A mount cannot be put in place; trying again does not help. */
public final class MountFailedException extends IOException implements PermanentFailure {
    private static final long serialVersionUID = 1;

    private final Resolution resolution;

    MountFailedException(Resolution resolution, String explanation) {
        super(explanation);
        this.resolution = resolution;
    }

    /** What the run comes to by it. */
    public Resolution resolution() {
        return resolution;
    }

    @Override
    public boolean isPermanent() {
        return true;
    }
}

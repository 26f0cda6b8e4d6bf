package io.spotcluster.worker.artifact;

import io.spotcluster.worker.retry.PermanentFailure;
import java.io.IOException;

/** The store did not take the bytes. */
final class UploadRefusedException extends IOException implements PermanentFailure {
    private static final long serialVersionUID = 1;

    private final int status;

    UploadRefusedException(int status) {
        super("HTTP " + status);
        this.status = status;
    }

    /**
     * Beside server errors, 403 passes: the address may have expired, and the next attempt has a new one. So does 400, with
     * which S3 answers when a connection has stalled.
     */
    @Override
    public boolean isPermanent() {
        return status < 500 && status != 400 && status != 403 && status != 408 && status != 429;
    }
}

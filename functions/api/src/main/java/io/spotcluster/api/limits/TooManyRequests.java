package io.spotcluster.api.limits;

import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.Rejection;
import java.time.Duration;

/** A request came too soon. It carries no stack trace. */
public final class TooManyRequests extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Rejection rejection;
    private final long retryAfterSeconds;

    TooManyRequests(String message, Duration wait) {
        super(message, null, false, false);
        this.rejection = new Rejection(ErrorCode.TOO_MANY_REQUESTS, message);
        this.retryAfterSeconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    }

    public Rejection rejection() {
        return rejection;
    }

    /** After that long there is room for one request again, rounded up. */
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}

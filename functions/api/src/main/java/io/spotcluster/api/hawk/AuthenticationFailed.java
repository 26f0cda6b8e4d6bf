package io.spotcluster.api.hawk;

import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;

/** Credentials that are there and are not good. */
public final class AuthenticationFailed {
    private AuthenticationFailed() {}

    /** {@code message} says what is wrong; it never repeats a secret. */
    public static RejectedException because(String message) {
        return new Rejection(ErrorCode.AUTHENTICATION_FAILED, message).asException();
    }
}

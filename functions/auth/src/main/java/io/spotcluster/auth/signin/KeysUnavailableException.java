package io.spotcluster.auth.signin;

import io.spotcluster.base.PassingFailure;

/** A provider's keys cannot be had now. */
final class KeysUnavailableException extends RuntimeException implements PassingFailure {
    private static final long serialVersionUID = 1;

    KeysUnavailableException(String provider, Throwable cause) {
        super("the keys of '%s' cannot be had".formatted(provider), cause);
    }
}

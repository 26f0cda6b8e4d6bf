package io.spotcluster.auth.clients;

import org.jspecify.annotations.Nullable;

/** The key file is broken, or lacks a key that is needed: the operator's to mend. The message holds no key and no token. */
public final class KeyException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    KeyException(String message) {
        super(message);
    }

    KeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.spotcluster.auth.outbound;

import io.spotcluster.base.PassingFailure;

/** Another system did not do what it is there for. */
public final class OutboundException extends RuntimeException implements PassingFailure {
    private static final long serialVersionUID = 1;

    OutboundException(String message) {
        super(message);
    }
}

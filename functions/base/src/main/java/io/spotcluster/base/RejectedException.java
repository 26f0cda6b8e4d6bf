package io.spotcluster.base;

/** Ends a request with a {@link Rejection}; the pipeline turns it into the error reply. It carries no stack trace. */
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Rejection rejection;

    RejectedException(Rejection rejection) {
        super(rejection.code().code() + ": " + rejection.message(), null, false, false);
        this.rejection = rejection;
    }

    public Rejection rejection() {
        return rejection;
    }
}

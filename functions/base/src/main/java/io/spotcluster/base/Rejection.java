package io.spotcluster.base;

/**
 * Why a request was refused: the caller's mistake, not ours.
 *
 * @param code what kind of mistake
 * @param message for the caller: the field, its value and what was expected; never a secret
 */
public record Rejection(ErrorCode code, String message) {
    public static Rejection notFound(String message) {
        return new Rejection(ErrorCode.RESOURCE_NOT_FOUND, message);
    }

    public static Rejection conflict(String message) {
        return new Rejection(ErrorCode.REQUEST_CONFLICT, message);
    }

    public static Rejection input(String message) {
        return new Rejection(ErrorCode.INPUT_ERROR, message);
    }

    /** For the edge of the API, where a handler ends the request at once. Decisions return the rejection instead. */
    public RejectedException asException() {
        return new RejectedException(this);
    }
}

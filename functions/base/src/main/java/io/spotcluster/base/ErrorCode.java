package io.spotcluster.base;

/** The API's error codes with their HTTP status, as Taskcluster's clients know them. */
public enum ErrorCode {
    INPUT_ERROR("InputError", 400),
    INPUT_VALIDATION_ERROR("InputValidationError", 400),
    MALFORMED_PAYLOAD("MalformedPayload", 400),
    INVALID_REQUEST_ARGUMENTS("InvalidRequestArguments", 400),
    AUTHENTICATION_FAILED("AuthenticationFailed", 401),
    INSUFFICIENT_SCOPES("InsufficientScopes", 403),
    RESOURCE_NOT_FOUND("ResourceNotFound", 404),
    REQUEST_CONFLICT("RequestConflict", 409),
    RESOURCE_EXPIRED("ResourceExpired", 410),
    INPUT_TOO_LARGE("InputTooLarge", 413),
    ARTIFACT_ERROR("ArtifactError", 424),
    TOO_MANY_REQUESTS("TooManyRequests", 429),
    INTERNAL_SERVER_ERROR("InternalServerError", 500);

    private final String code;
    private final int status;

    ErrorCode(String code, int status) {
        this.code = code;
        this.status = status;
    }

    /** The code as it stands in an error reply. */
    public String code() {
        return code;
    }

    /** The HTTP status that goes with the code. */
    public int status() {
        return status;
    }
}

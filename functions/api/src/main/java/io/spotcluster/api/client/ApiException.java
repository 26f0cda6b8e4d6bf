package io.spotcluster.api.client;

import io.spotcluster.base.ErrorCode;
import java.io.IOException;

/** A call was answered with an error. */
public final class ApiException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String explanation;

    /**
     * @param status of HTTP, 300 or more
     * @param code of the API; empty, if something else than the API answered
     * @param explanation the API's message, or the beginning of what came instead
     */
    public ApiException(String call, int status, String code, String explanation) {
        super("%s: HTTP %d%s%s"
                .formatted(
                        call,
                        status,
                        code.isEmpty() ? "" : " " + code,
                        explanation.isEmpty() ? "" : ": " + explanation));
        this.status = status;
        this.code = code;
        this.explanation = explanation;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String explanation() {
        return explanation;
    }

    public boolean is(ErrorCode expected) {
        return code.equals(expected.code());
    }

    /** Server errors, throttling and timeouts pass; everything else stays. */
    public boolean mayPass() {
        return status >= 500 || status == 408 || status == 425 || status == 429;
    }
}

package io.spotcluster.infra.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a deployment treats what it holds, and what it may cost when idle. */
public enum Size {
    /** To try things: {@code destroy} leaves nothing. */
    @JsonProperty("dev")
    DEV(3),
    /** To rely on: data is protected from deletion, and can be restored. */
    @JsonProperty("prod")
    PROD(14);

    private final int logDays;

    Size(int logDays) {
        this.logDays = logDays;
    }

    /** How long logs are kept. */
    public int logDays() {
        return logDays;
    }

    /** Whether data outlives the stacks, and is encrypted by a key of the account's own. */
    public boolean keepsData() {
        return this == PROD;
    }
}

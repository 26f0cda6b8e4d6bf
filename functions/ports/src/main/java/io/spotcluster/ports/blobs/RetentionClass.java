package io.spotcluster.ports.blobs;

import java.time.Duration;
import java.time.Instant;

/** How long bytes are kept: a key prefix that a lifecycle rule empties. The smallest class that covers an expiry is chosen. */
public enum RetentionClass {
    DAYS_3("3d", Duration.ofDays(3)),
    DAYS_7("7d", Duration.ofDays(7)),
    DAYS_14("14d", Duration.ofDays(14)),
    DAYS_30("30d", Duration.ofDays(30)),
    DAYS_90("90d", Duration.ofDays(90)),
    YEAR_1("1y", Duration.ofDays(366)),
    /** No rule empties it: whoever puts bytes here keeps a timer to delete them. */
    KEEP("keep", Duration.ofDays(365_000));

    private final String prefix;
    private final Duration kept;

    RetentionClass(String prefix, Duration kept) {
        this.prefix = prefix;
        this.kept = kept;
    }

    /** The first segment of a key, without the slash. */
    public String prefix() {
        return prefix;
    }

    /** For how long at least. */
    public Duration kept() {
        return kept;
    }

    public static RetentionClass covering(Instant now, Instant expires) {
        for (RetentionClass candidate : values()) {
            if (!expires.isAfter(now.plus(candidate.kept))) {
                return candidate;
            }
        }
        return KEEP;
    }
}

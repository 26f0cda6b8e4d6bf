package io.spotcluster.api;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The body of a reply that its caller may have already. It is made only if it has to be sent.
 *
 * @param tag another one for every other body that the same request may get; letters, digits, dots, dashes, underscores
 * @param fresh for how long a caller without credentials need not ask again
 */
record Tagged(String tag, Duration fresh, Supplier<?> body) {
    Tagged {
        if (!tag.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException("'" + tag + "' cannot be a tag");
        }
    }

    /**
     * The reply to a caller who has passed every check. Only the caller's own cache may keep it, apart for each
     * authorization: so whoever signs asks anew each time, and is checked anew.
     *
     * @param had the caller's {@code If-None-Match}
     */
    Reply answer(Reply reply, Optional<String> had) {
        Reply answer = had.filter(this::isAmong).isPresent()
                ? new Reply(304, Optional.empty(), reply.headers())
                : new Reply(reply.status(), Optional.of(body.get()), reply.headers());
        return answer.withHeader("etag", header())
                .withHeader("vary", "authorization")
                .withHeader(
                        "cache-control",
                        fresh.isZero() ? "private, no-cache" : "private, max-age=" + fresh.toSeconds());
    }

    /** Weak: two bodies of one tag say the same, though spaces may differ. */
    private String header() {
        return "W/\"" + tag + "\"";
    }

    private boolean isAmong(String tags) {
        for (String one : tags.split(",", -1)) {
            String bare = one.strip();
            if (bare.equals("*") || bare.equals(header()) || bare.equals("\"" + tag + "\"")) {
                return true;
            }
        }
        return false;
    }
}

package io.spotcluster.local.server;

import io.spotcluster.auth.AuthChores;
import io.spotcluster.auth.clients.KeyRotation;
import java.time.Duration;
import java.util.List;

/** What calls auth's chores, where a cloud has a scheduler. */
final class AuthLoops implements AutoCloseable {
    private static final Duration BETWEEN_EXPIRIES = Duration.ofHours(1);
    private static final Duration BETWEEN_LOOKS_AT_KEYS = Duration.ofSeconds(30);

    private final List<Loop> loops;

    private AuthLoops(List<Loop> loops) {
        this.loops = List.copyOf(loops);
    }

    /** @throws io.spotcluster.auth.clients.KeyException when a token was encrypted with a key that is not there any more */
    static AuthLoops start(AuthChores chores, KeyRotation rotation) {
        rotation.follow();
        return new AuthLoops(List.of(
                Loop.start("auth's expiry", () -> {
                    chores.expire();
                    return BETWEEN_EXPIRIES;
                }),
                Loop.start("auth's keys", () -> {
                    rotation.follow();
                    return BETWEEN_LOOKS_AT_KEYS;
                })));
    }

    @Override
    public void close() {
        loops.forEach(Loop::beginToEnd);
        loops.forEach(Loop::close);
    }
}

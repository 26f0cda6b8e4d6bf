package io.spotcluster.local.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/** Waits for what must come sooner or later; gives up only when something hangs. */
final class Waiting {
    private static final Duration HANG = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private Waiting() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(HANG);
        while (!condition.call()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("it never came to this: " + what);
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }
}

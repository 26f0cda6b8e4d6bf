package io.spotcluster.queue;

import java.util.function.Function;

/**
 * Something whose cost is told.
 *
 * @param subject an API method, or what happens in the background
 * @param situation in which it costs that
 * @param prepare makes the situation, uncounted, and gives what is to be counted
 */
record CostCase(String subject, String situation, Function<QueueFixture, Measured> prepare) {
    /** What is counted. */
    sealed interface Measured {
        /** A call to a queue that has nothing in its memory. */
        record Call(String method, String path, String body) implements Measured {}

        /** The same call twice, of which the second one is counted. */
        record Again(Call call) implements Measured {}

        /** What the change feed does until it has nothing to do. */
        record Feed() implements Measured {}

        /** A sweep. */
        record Sweep() implements Measured {}
    }

    static CostCase of(String subject, String situation, Function<QueueFixture, Measured> prepare) {
        return new CostCase(subject, situation, prepare);
    }
}

package io.spotcluster.ports.fault;

/** What becomes of an operation. */
public sealed interface Fault {
    /** It is done and answered. */
    record Proceed() implements Fault {}

    /** Nothing is done, and the caller is told so. */
    record Throttled() implements Fault {}

    /** Nothing is done, and the caller does not know. */
    record RequestLost() implements Fault {}

    /** It is done, and the caller does not know. */
    record AnswerLost() implements Fault {}

    /**
     * The caller does not know, and it is done later, when that many operations have begun after it. Of what changes
     * nothing the request is lost.
     */
    record HappensLate(int operations) implements Fault {}

    /** The process dies, and nothing is done. */
    record DiesBefore() implements Fault {}

    /** It is done, and the process dies before it hears of it. */
    record DiesAfter() implements Fault {}

    /** A query, the feed or a queue gives fewer than it could, as it may: at most this many. Other operations proceed. */
    record Fewer(int most) implements Fault {}

    /** The feed tells again what was acknowledged lately, a queue delivers again what is hidden. Other operations proceed. */
    record Repeats() implements Fault {}

    /** A read that may lag shows items as they were at most this many writes of each ago. Other operations proceed. */
    record Lags(int writes) implements Fault {}

    static Fault proceed() {
        return new Proceed();
    }
}

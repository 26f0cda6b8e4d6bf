package io.spotcluster.ports.fault;

import java.util.Locale;

/**
 * One elementary operation that is about to be done at a port: the smallest thing that happens whole or not at all.
 *
 * @param on the table, the work queue, or {@code blobs}
 * @param what the key, the range or the message
 */
public record Operation(Action action, String on, String what) {
    /** What is done. */
    public enum Action {
        GET(false),
        QUERY(false),
        /** A read that may show the past. */
        GET_LAGGING(false),
        QUERY_LAGGING(false),
        /** A foundation of a truth. */
        WRITE_FOUNDATION(true),
        /** A write of its own, or the truth of several. */
        WRITE(true),
        WRITE_HINT(true),
        READ_FEED(false),
        ACKNOWLEDGE(true),
        SEND(true),
        RECEIVE(true),
        DELETE_MESSAGE(true),
        RELEASE(true),
        DEAD_LETTERS(false),
        HEAD_BLOB(false),
        GET_BLOB(false),
        PUT_BLOB(true),
        COPY_BLOB(true),
        DELETE_BLOB(true);

        private final boolean changes;

        Action(boolean changes) {
            this.changes = changes;
        }

        /** Whether it changes what is stored. */
        public boolean changes() {
            return changes;
        }
    }

    /** For traces: {@code write tasks abc/status}. */
    @Override
    public String toString() {
        return action.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + on + " " + what;
    }
}

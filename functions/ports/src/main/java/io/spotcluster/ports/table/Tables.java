package io.spotcluster.ports.table;

import java.util.List;

/**
 * All tables of a deployment. Every read is strongly consistent, but for those of {@link #lagging}. Every write is durable
 * before the call returns, and atomic for its own item; nothing else is promised about several items, but the order said
 * at each method. Calls may come from many threads.
 *
 * <p>Every method may throw {@link io.spotcluster.ports.StoreException}.
 */
public interface Tables extends TableReads, AutoCloseable {
    /**
     * The same tables, read at half the price where a store has one: each item is shown as it was at some time until now, or
     * not at all if it was not there then. Usually that is less than a second ago, but nothing is promised, nor that a
     * second look shows no less than the first one. So a caller must be right whatever it is shown of the past, and read
     * once more here, strongly consistent, before it decides on something that it could not take back. The default is
     * for stores that have nothing cheaper: the present is an answer too.
     */
    default TableReads lagging() {
        return this;
    }

    /** One conditional write. */
    WriteOutcome write(Write write);

    /**
     * The truth and then its hints: hints are written after the truth was, in no order among themselves, and only if it
     * was written. Hints that lose their condition are passed over. When this returns {@link WriteOutcome.Written}, the
     * truth and every hint are durable. When it throws, the truth may be written and any of the hints not: the change
     * feed makes up for them.
     */
    WriteOutcome write(Write truth, List<Write> hints);

    /**
     * As {@link #write(Write, List)}, on ground that must be durable before the truth is, such as an immutable item that the
     * truth names. The foundations are written as hints are, and stay when the truth loses its condition. An adapter whose
     * store commits several items at once overrides this, to pay for one flush instead of two.
     */
    default WriteOutcome write(List<Write> foundations, Write truth, List<Write> hints) {
        if (!foundations.isEmpty()) {
            writeHints(foundations);
        }
        return write(truth, hints);
    }

    /** Hints without a truth of their own: each on its own condition, losses passed over, in no order. */
    void writeHints(List<Write> hints);

    /** The feed of a table that has one ({@link TableDefinition#feed}). */
    ChangeFeed feed(TableDefinition table);

    @Override
    void close();
}

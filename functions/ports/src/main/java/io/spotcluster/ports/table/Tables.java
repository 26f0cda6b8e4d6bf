package io.spotcluster.ports.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All tables of a deployment. Every read is strongly consistent and never shows an expired item. Every write is durable
 * before the call returns, and atomic for its own item; nothing else is promised about several items, but the order said
 * at each method. Calls may come from many threads.
 *
 * <p>Every method may throw {@link io.spotcluster.ports.StoreException}.
 */
public interface Tables extends AutoCloseable {
    Optional<Item> get(TableDefinition table, Key key);

    /** Reads many items at once; those that do not exist are missing from the result. No order, no snapshot. */
    Map<Key, Item> getAll(TableDefinition table, List<Key> keys);

    Page query(TableDefinition table, Query query);

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

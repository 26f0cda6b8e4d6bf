package io.spotcluster.ports.table;

import java.time.Duration;
import java.util.List;

/**
 * What changed in a table, at least once, and in order for each item. A feed has one reader; what that reader did not
 * acknowledge comes again, also after a restart. Only durable changes are told; a write that leaves the item as it was may
 * go untold.
 */
public interface ChangeFeed {
    /** The next changes, oldest first, beginning after the last acknowledged one; waits up to {@code wait} while there are none. */
    List<Change> read(int limit, Duration wait);

    /** Everything up to and including {@code last} was handled. */
    void acknowledge(Change last);
}

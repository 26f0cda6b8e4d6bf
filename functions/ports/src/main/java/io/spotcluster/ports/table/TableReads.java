package io.spotcluster.ports.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reading of all tables of a deployment. Nothing here ever shows an expired item.
 *
 * <p>Every method may throw {@link io.spotcluster.ports.StoreException}.
 */
public interface TableReads {
    Optional<Item> get(TableDefinition table, Key key);

    /** Reads many items at once; those that do not exist are missing from the result. No order, no snapshot. */
    Map<Key, Item> getAll(TableDefinition table, List<Key> keys);

    Page query(TableDefinition table, Query query);
}

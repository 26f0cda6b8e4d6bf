package io.spotcluster.ports.cost;

import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.TableReads;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts what reads cost.
 *
 * @param share of a unit that 4 KB cost: 1 strongly consistent, a half eventually consistent
 */
record MeteredReads(TableReads tables, CostMeter meter, double share) implements TableReads {
    @Override
    public Optional<Item> get(TableDefinition table, Key key) {
        Optional<Item> item = tables.get(table, key);
        count(table, "get", Units.read(item), item.map(Units::size).orElse(0L));
        return item;
    }

    @Override
    public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
        Map<Key, Item> found = tables.getAll(table, keys);
        for (Key key : keys.stream().distinct().toList()) {
            Optional<Item> item = Optional.ofNullable(found.get(key));
            count(table, "batch get", Units.read(item), item.map(Units::size).orElse(0L));
        }
        return found;
    }

    @Override
    public Page query(TableDefinition table, Query query) {
        Page page = tables.query(table, query);
        count(
                table,
                "query",
                Units.queried(page.items()),
                page.items().stream().mapToLong(Units::size).sum());
        return page;
    }

    private void count(TableDefinition table, String operation, long units, long bytes) {
        meter.tableRead(table.name(), operation, units * share, bytes);
    }
}

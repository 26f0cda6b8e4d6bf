package io.spotcluster.ports.cost;

import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts what the calls would cost on DynamoDB. A write costs by the larger of old and new item, so the old one is read
 * first, uncounted: metering is for benches and tests. Expired items that a read meets are not counted, and neither is the
 * feed: Lambda reads a stream for nothing.
 */
public final class MeteredTables implements Tables {
    private final Tables tables;
    private final CostMeter meter;

    public MeteredTables(Tables tables, CostMeter meter) {
        this.tables = tables;
        this.meter = meter;
    }

    @Override
    public Optional<Item> get(TableDefinition table, Key key) {
        Optional<Item> item = tables.get(table, key);
        meter.tableRead(
                table.name(), "get", Units.read(item), item.map(Units::size).orElse(0L));
        return item;
    }

    @Override
    public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
        Map<Key, Item> found = tables.getAll(table, keys);
        for (Key key : keys.stream().distinct().toList()) {
            Optional<Item> item = Optional.ofNullable(found.get(key));
            meter.tableRead(
                    table.name(),
                    "batch get",
                    Units.read(item),
                    item.map(Units::size).orElse(0L));
        }
        return found;
    }

    @Override
    public Page query(TableDefinition table, Query query) {
        Page page = tables.query(table, query);
        meter.tableRead(
                table.name(),
                "query",
                Units.queried(page.items()),
                page.items().stream().mapToLong(Units::size).sum());
        return page;
    }

    @Override
    public WriteOutcome write(Write write) {
        return write(List.of(), write, List.of());
    }

    @Override
    public WriteOutcome write(Write truth, List<Write> hints) {
        return write(List.of(), truth, hints);
    }

    @Override
    public WriteOutcome write(List<Write> foundations, Write truth, List<Write> hints) {
        List<Cost> grounds = costs(foundations, "foundation");
        Cost own = cost(truth, "write");
        List<Cost> follow = costs(hints, "hint");
        WriteOutcome outcome = tables.write(foundations, truth, hints);
        grounds.forEach(this::count);
        count(outcome.written() ? own : own.lost());
        if (outcome.written()) {
            follow.forEach(this::count);
        }
        return outcome;
    }

    @Override
    public void writeHints(List<Write> hints) {
        List<Cost> costs = costs(hints, "hint");
        tables.writeHints(hints);
        costs.forEach(this::count);
    }

    @Override
    public ChangeFeed feed(TableDefinition table) {
        return tables.feed(table);
    }

    @Override
    public void close() {
        tables.close();
    }

    private record Cost(String table, String operation, long units, long bytes) {
        Cost lost() {
            return new Cost(table, operation + " lost", units, bytes);
        }
    }

    private void count(Cost cost) {
        meter.tableWrite(cost.table, cost.operation, cost.units, cost.bytes);
    }

    private List<Cost> costs(List<Write> writes, String operation) {
        List<Cost> costs = new ArrayList<>();
        for (Write write : writes) {
            costs.add(cost(write, operation));
        }
        return costs;
    }

    private Cost cost(Write write, String operation) {
        Optional<Item> before = tables.get(write.table(), write.key());
        return switch (write) {
            case Write.Put(TableDefinition table, Item item, var _) ->
                new Cost(table.name(), operation, Units.written(before, Optional.of(item)), Units.size(item));
            case Write.Delete(TableDefinition table, var _, var _) ->
                new Cost(table.name(), operation + " delete", Units.written(before, Optional.empty()), 0);
        };
    }
}

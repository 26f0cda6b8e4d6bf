package io.spotcluster.ports.cost;

import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.TableReads;
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
    private final TableReads reads;
    private final TableReads lagging;

    public MeteredTables(Tables tables, CostMeter meter) {
        this.tables = tables;
        this.meter = meter;
        this.reads = new MeteredReads(tables, meter, 1);
        this.lagging = new MeteredReads(tables.lagging(), meter, 0.5);
    }

    @Override
    public Optional<Item> get(TableDefinition table, Key key) {
        return reads.get(table, key);
    }

    @Override
    public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
        return reads.getAll(table, keys);
    }

    @Override
    public Page query(TableDefinition table, Query query) {
        return reads.query(table, query);
    }

    @Override
    public TableReads lagging() {
        return lagging;
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

package io.spotcluster.bench.queue;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts how often a caller would wait for DynamoDB, one after the other: foundations, truth and hints of a write are three
 * calls, those of each kind at once; a batch is one call for every 100 keys.
 */
final class RoundTrips implements Tables {
    private static final int BATCH = 100;

    private final Tables tables;
    private final AtomicLong count = new AtomicLong();

    RoundTrips(Tables tables) {
        this.tables = tables;
    }

    long count() {
        return count.get();
    }

    @Override
    public Optional<Item> get(TableDefinition table, Key key) {
        return new Counted(tables).get(table, key);
    }

    @Override
    public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
        return new Counted(tables).getAll(table, keys);
    }

    @Override
    public Page query(TableDefinition table, Query query) {
        return new Counted(tables).query(table, query);
    }

    @Override
    public TableReads lagging() {
        return new Counted(tables.lagging());
    }

    private final class Counted implements TableReads {
        private final TableReads reads;

        Counted(TableReads reads) {
            this.reads = reads;
        }

        @Override
        public Optional<Item> get(TableDefinition table, Key key) {
            count.incrementAndGet();
            return reads.get(table, key);
        }

        @Override
        public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
            count.addAndGet(Math.ceilDiv(keys.size(), BATCH));
            return reads.getAll(table, keys);
        }

        @Override
        public Page query(TableDefinition table, Query query) {
            count.incrementAndGet();
            return reads.query(table, query);
        }
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
        count.addAndGet(1 + (foundations.isEmpty() ? 0 : 1) + (hints.isEmpty() ? 0 : 1));
        return tables.write(foundations, truth, hints);
    }

    @Override
    public void writeHints(List<Write> hints) {
        count.addAndGet(hints.isEmpty() ? 0 : 1);
        tables.writeHints(hints);
    }

    @Override
    public ChangeFeed feed(TableDefinition table) {
        return tables.feed(table);
    }

    @Override
    public void close() {
        tables.close();
    }
}

package io.spotcluster.bench.queue;

import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** Tables as far away as DynamoDB is from a function. Counts the conditional writes, and those that lost. */
final class DistantTables implements Tables {
    private final Tables tables;
    private final double milliseconds;
    private final LongAdder writes = new LongAdder();
    private final LongAdder lost = new LongAdder();

    /** @param milliseconds of a call, on average; half of that is certain */
    DistantTables(Tables tables, double milliseconds) {
        this.tables = tables;
        this.milliseconds = milliseconds;
    }

    long writes() {
        return writes.sum();
    }

    long lost() {
        return lost.sum();
    }

    private void travel() {
        if (milliseconds > 0) {
            double time = milliseconds * (0.5 + ThreadLocalRandom.current().nextDouble());
            try {
                Thread.sleep(0, (int) (time * 1e6) % 1_000_000);
                Thread.sleep((long) time);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Optional<Item> get(TableDefinition table, Key key) {
        travel();
        return tables.get(table, key);
    }

    @Override
    public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
        travel();
        return tables.getAll(table, keys);
    }

    @Override
    public Page query(TableDefinition table, Query query) {
        travel();
        return tables.query(table, query);
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
        if (milliseconds == 0) {
            return counted(tables.write(foundations, truth, hints));
        }
        if (!foundations.isEmpty()) {
            writeHints(foundations);
        }
        travel();
        WriteOutcome outcome = counted(tables.write(truth));
        if (outcome.written() && !hints.isEmpty()) {
            writeHints(hints);
        }
        return outcome;
    }

    private WriteOutcome counted(WriteOutcome outcome) {
        writes.increment();
        if (!outcome.written()) {
            lost.increment();
        }
        return outcome;
    }

    @Override
    public void writeHints(List<Write> hints) {
        travel();
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

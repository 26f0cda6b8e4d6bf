package io.spotcluster.ports.fault;

import io.spotcluster.ports.fault.Operation.Action;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.TableLimits;
import io.spotcluster.ports.table.TableReads;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tables with faults. What an interface method may do in parts is done in parts: foundations, truth and each hint are
 * operations of their own, in every order that the contract allows, and so is each key of {@link #getAll}. Reads that may
 * lag do so when the plan says it, as far as the items were written through here.
 */
public final class FaultyTables implements Tables {
    /** How many acknowledged changes of a table may be told again. */
    private static final int REMEMBERED = 10;

    private final Tables tables;
    private final FaultyOperations operations;
    private final Past past;
    private final TableReads lagging = new LaggingReads();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<Change>> acknowledged = new HashMap<>();

    public FaultyTables(Tables tables, FaultPlan plan, Step step) {
        this.tables = tables;
        this.operations = new FaultyOperations(plan, step);
        this.past = new Past(tables);
    }

    @Override
    public Optional<Item> get(TableDefinition table, Key key) {
        return operations.call(new Operation(Action.GET, table.name(), name(key)), () -> tables.get(table, key));
    }

    @Override
    public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
        Map<Key, Item> found = new HashMap<>();
        for (Key key : operations.shuffled(keys)) {
            get(table, key).ifPresent(item -> found.put(key, item));
        }
        return found;
    }

    @Override
    public Page query(TableDefinition table, Query query) {
        Operation operation = new Operation(Action.QUERY, table.name(), name(query));
        return operations.list(operation, fault -> page(table, query, fault), () -> tables.query(table, query));
    }

    @Override
    public TableReads lagging() {
        return lagging;
    }

    private final class LaggingReads implements TableReads {
        @Override
        public Optional<Item> get(TableDefinition table, Key key) {
            return operations.list(
                    new Operation(Action.GET_LAGGING, table.name(), name(key)),
                    fault -> past.get(table, key, lag(fault)),
                    () -> tables.get(table, key));
        }

        @Override
        public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
            Map<Key, Item> found = new HashMap<>();
            for (Key key : operations.shuffled(keys)) {
                get(table, key).ifPresent(item -> found.put(key, item));
            }
            return found;
        }

        @Override
        public Page query(TableDefinition table, Query query) {
            return operations.list(
                    new Operation(Action.QUERY_LAGGING, table.name(), name(query)),
                    fault -> fault instanceof Fault.Lags(int writes)
                            ? past.query(table, query, writes, operations::choose)
                            : page(table, query, fault),
                    () -> tables.query(table, query));
        }

        private static int lag(Fault fault) {
            return fault instanceof Fault.Lags(int writes) ? writes : 0;
        }
    }

    private Page page(TableDefinition table, Query query, Fault fault) {
        if (!(fault instanceof Fault.Fewer(int most))) {
            return tables.query(table, query);
        }
        // At least one item, or the reader would never come to the end.
        int limit = Math.clamp(most, 1, query.limit());
        return tables.query(table, new Query(query.partition(), query.from(), query.to(), limit, query.cursor()));
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
        foundations.forEach(TableLimits::check);
        TableLimits.check(truth);
        hints.forEach(TableLimits::check);
        writeEach(Action.WRITE_FOUNDATION, foundations);
        WriteOutcome outcome = operations.call(operation(Action.WRITE, truth), () -> apply(truth));
        if (outcome.written()) {
            writeEach(Action.WRITE_HINT, hints);
        }
        return outcome;
    }

    @Override
    public void writeHints(List<Write> hints) {
        hints.forEach(TableLimits::check);
        writeEach(Action.WRITE_HINT, hints);
    }

    private void writeEach(Action action, List<Write> writes) {
        for (Write write : operations.shuffled(writes)) {
            operations.call(operation(action, write), () -> apply(write));
        }
    }

    private WriteOutcome apply(Write write) {
        past.writing(write);
        WriteOutcome outcome = tables.write(write);
        if (outcome.written()) {
            past.written(write);
        }
        return outcome;
    }

    @Override
    public ChangeFeed feed(TableDefinition table) {
        return new FaultyFeed(table, tables.feed(table));
    }

    @Override
    public void close() {
        tables.close();
    }

    private static Operation operation(Action action, Write write) {
        return switch (write) {
            case Write.Put put ->
                new Operation(
                        action,
                        put.table().name(),
                        "%s version %d".formatted(name(put.key()), put.item().version()));
            case Write.Delete delete -> new Operation(action, delete.table().name(), name(delete.key()) + " removed");
        };
    }

    private static String name(Query query) {
        return query.partition() + "/"
                + query.cursor()
                        .map(cursor -> "after " + cursor)
                        .orElse(query.from().orElse("")) + "…";
    }

    private static String name(Key key) {
        return key.partition() + "/" + key.sort();
    }

    private final class FaultyFeed implements ChangeFeed {
        private final TableDefinition table;
        private final ChangeFeed feed;

        FaultyFeed(TableDefinition table, ChangeFeed feed) {
            this.table = table;
            this.feed = feed;
        }

        @Override
        public List<Change> read(int limit, Duration wait) {
            return operations.list(
                    new Operation(Action.READ_FEED, table.name(), "up to " + limit),
                    fault -> fault instanceof Fault.Fewer(int most)
                            ? (most == 0 ? List.of() : feed.read(Math.min(most, limit), Duration.ZERO))
                            : feed.read(limit, wait),
                    () -> again(limit));
        }

        /** Some of what was acknowledged lately, in order, and then what follows. */
        private List<Change> again(int limit) {
            List<Change> changes = new ArrayList<>(remembered());
            changes.subList(0, changes.isEmpty() ? 0 : operations.choose(changes.size()))
                    .clear();
            changes.addAll(feed.read(limit, Duration.ZERO));
            return changes.subList(0, Math.min(limit, changes.size()));
        }

        @Override
        public void acknowledge(Change last) {
            operations.run(
                    new Operation(Action.ACKNOWLEDGE, table.name(), name(last.key()) + " " + last.sequence()), () -> {
                        boolean toldAgain = remembered().stream()
                                .anyMatch(change -> change.sequence().equals(last.sequence()));
                        if (!toldAgain) {
                            remember(last);
                            feed.acknowledge(last);
                        }
                    });
        }

        private List<Change> remembered() {
            lock.lock();
            try {
                return List.copyOf(acknowledged.getOrDefault(table.name(), new ArrayDeque<>()));
            } finally {
                lock.unlock();
            }
        }

        private void remember(Change last) {
            List<Change> handled = feed.read(1000, Duration.ZERO);
            int end = handled.indexOf(last);
            lock.lock();
            try {
                Deque<Change> remembered = acknowledged.computeIfAbsent(table.name(), _ -> new ArrayDeque<>());
                remembered.addAll(handled.subList(0, end + 1));
                while (remembered.size() > REMEMBERED) {
                    remembered.removeFirst();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}

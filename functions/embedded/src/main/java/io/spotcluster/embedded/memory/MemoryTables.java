package io.spotcluster.embedded.memory;

import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.SortKeyOrder;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.TableLimits;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tables in memory. Expired items are hidden, and stay until they are replaced or deleted. */
public final class MemoryTables implements Tables {
    private static final int PAGE_BYTES = 1024 * 1024;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Map<String, NavigableMap<String, Item>>> tables = new HashMap<>();
    private final Map<String, Deque<Change>> feeds = new HashMap<>();
    private long changes;
    private boolean closed;

    public MemoryTables(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<Item> get(TableDefinition table, Key key) {
        TableLimits.check(table, key);
        lock.lock();
        try {
            requireOpen();
            return live(table, key);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
        keys.forEach(key -> TableLimits.check(table, key));
        lock.lock();
        try {
            requireOpen();
            Map<Key, Item> found = new LinkedHashMap<>();
            for (Key key : keys) {
                live(table, key).ifPresent(item -> found.put(key, item));
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Page query(TableDefinition table, Query query) {
        TableLimits.checkPartition(table, query.partition());
        lock.lock();
        try {
            requireOpen();
            return page(partition(table, query.partition()), query);
        } finally {
            lock.unlock();
        }
    }

    private Page page(NavigableMap<String, Item> partition, Query query) {
        List<Item> items = new ArrayList<>();
        int examined = 0;
        long bytes = 0;
        Iterator<Item> candidates = range(partition, query).values().iterator();
        while (candidates.hasNext()) {
            Item item = candidates.next();
            examined++;
            bytes += size(item);
            if (exists(item)) {
                items.add(item);
            }
            if ((examined == query.limit() || bytes >= PAGE_BYTES) && candidates.hasNext()) {
                return new Page(items, Optional.of(item.key().sort()));
            }
        }
        return new Page(items, Optional.empty());
    }

    private static NavigableMap<String, Item> range(NavigableMap<String, Item> partition, Query query) {
        String from = query.from().orElse("");
        boolean inclusive = true;
        if (query.cursor().isPresent()
                && SortKeyOrder.INSTANCE.compare(query.cursor().get(), from) >= 0) {
            from = query.cursor().get();
            inclusive = false;
        }
        NavigableMap<String, Item> tail = partition.tailMap(from, inclusive);
        if (query.to().isEmpty()) {
            return tail;
        }
        boolean nothingBetween = SortKeyOrder.INSTANCE.compare(from, query.to().get()) >= 0;
        return nothingBetween ? new TreeMap<>() : tail.headMap(query.to().get(), false);
    }

    @Override
    public WriteOutcome write(Write write) {
        return write(write, List.of());
    }

    @Override
    public WriteOutcome write(Write truth, List<Write> hints) {
        TableLimits.check(truth);
        hints.forEach(TableLimits::check);
        lock.lock();
        try {
            requireOpen();
            WriteOutcome outcome = apply(truth);
            if (outcome.written()) {
                hints.forEach(this::apply);
            }
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void writeHints(List<Write> hints) {
        hints.forEach(TableLimits::check);
        lock.lock();
        try {
            requireOpen();
            hints.forEach(this::apply);
        } finally {
            lock.unlock();
        }
    }

    private WriteOutcome apply(Write write) {
        Optional<Item> current = live(write.table(), write.key());
        OptionalLong version =
                current.isPresent() ? OptionalLong.of(current.get().version()) : OptionalLong.empty();
        if (!write.condition().holds(version)) {
            return new WriteOutcome.ConditionLost(current);
        }
        NavigableMap<String, Item> partition =
                partition(write.table(), write.key().partition());
        Optional<Item> next = switch (write) {
            case Write.Put put -> {
                partition.put(put.key().sort(), put.item());
                yield Optional.of(put.item());
            }
            case Write.Delete delete -> {
                partition.remove(delete.key().sort());
                yield Optional.empty();
            }
        };
        if (!next.equals(current) && write.table().feeds(write.key().sort())) {
            String sequence = "%019d".formatted(++changes);
            feedOf(write.table()).add(new Change(sequence, write.table().name(), write.key(), current, next));
            changed.signalAll();
        }
        return new WriteOutcome.Written();
    }

    @Override
    public ChangeFeed feed(TableDefinition table) {
        if (!table.hasFeed()) {
            throw new StoreException.Refused("table %s has no change feed".formatted(table.name()));
        }
        return new Feed(table);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException.Refused("the tables are closed");
        }
    }

    private NavigableMap<String, Item> partition(TableDefinition table, String partition) {
        return tables.computeIfAbsent(table.name(), _ -> new HashMap<>())
                .computeIfAbsent(partition, _ -> new TreeMap<>(SortKeyOrder.INSTANCE));
    }

    private Deque<Change> feedOf(TableDefinition table) {
        return feeds.computeIfAbsent(table.name(), _ -> new ArrayDeque<>());
    }

    private Optional<Item> live(TableDefinition table, Key key) {
        return Optional.ofNullable(partition(table, key.partition()).get(key.sort()))
                .filter(this::exists);
    }

    private boolean exists(Item item) {
        return item.expires().isEmpty() || item.expires().get().isAfter(clock.instant());
    }

    private static int size(Item item) {
        return item.body().length()
                + item.key().partition().getBytes(StandardCharsets.UTF_8).length
                + item.key().sort().getBytes(StandardCharsets.UTF_8).length;
    }

    private final class Feed implements ChangeFeed {
        private final TableDefinition table;

        Feed(TableDefinition table) {
            this.table = table;
        }

        @Override
        public List<Change> read(int limit, Duration wait) {
            lock.lock();
            try {
                requireOpen();
                long nanos = wait.toNanos();
                while (feedOf(table).isEmpty() && nanos > 0) {
                    nanos = changed.awaitNanos(nanos);
                    requireOpen();
                }
                return feedOf(table).stream().limit(limit).toList();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void acknowledge(Change last) {
            lock.lock();
            try {
                requireOpen();
                Deque<Change> feed = feedOf(table);
                while (!feed.isEmpty() && feed.peek().sequence().compareTo(last.sequence()) <= 0) {
                    feed.remove();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}

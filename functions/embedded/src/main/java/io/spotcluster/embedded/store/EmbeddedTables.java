package io.spotcluster.embedded.store;

import io.spotcluster.embedded.store.RecentItems.Known;
import io.spotcluster.embedded.store.RecentItems.Place;
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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tables in the embedded store. A truth, its foundations and its hints are written as one: all of them or, in a crash, none.
 * Tables need not be made beforehand.
 */
public final class EmbeddedTables implements Tables {
    private static final int PAGE_BYTES = 1024 * 1024;
    /** Items read by one borrowed connection before others may have it. */
    private static final int READ_AT_ONCE = 100;
    /** Memory that a write without a body takes, about. */
    private static final int WRITE_BYTES = 300;

    private final GroupCommit writer;
    private final Readers readers;
    private final Feeds feeds;
    private final RecentItems recent;
    private final Clock clock;
    private volatile boolean closed;

    EmbeddedTables(GroupCommit writer, Readers readers, Feeds feeds, RecentItems recent, Clock clock) {
        this.writer = writer;
        this.readers = readers;
        this.feeds = feeds;
        this.recent = recent;
        this.clock = clock;
    }

    @Override
    public Optional<Item> get(TableDefinition table, Key key) {
        requireOpen();
        TableLimits.check(table, key);
        Optional<Known> known = recent.find(new Place(table.name(), key));
        return known.isPresent()
                ? known.get().item().filter(item -> exists(item, clock.instant()))
                : readers.read(reader -> get(reader, table, key, clock.instant()));
    }

    @Override
    public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
        requireOpen();
        keys.forEach(key -> TableLimits.check(table, key));
        Map<Key, Item> found = new HashMap<>();
        List<Key> unknown = new ArrayList<>();
        for (Key key : keys) {
            recent.find(new Place(table.name(), key))
                    .ifPresentOrElse(
                            known -> known.item()
                                    .filter(item -> exists(item, clock.instant()))
                                    .ifPresent(item -> found.put(key, item)),
                            () -> unknown.add(key));
        }
        for (int start = 0; start < unknown.size(); start += READ_AT_ONCE) {
            List<Key> some = unknown.subList(start, Math.min(unknown.size(), start + READ_AT_ONCE));
            found.putAll(readers.read(reader -> {
                Instant now = clock.instant();
                Map<Key, Item> items = new HashMap<>();
                for (Key key : some) {
                    get(reader, table, key, now).ifPresent(item -> items.put(key, item));
                }
                return items;
            }));
        }
        return found;
    }

    private static Optional<Item> get(Readers.Reader reader, TableDefinition table, Key key, Instant now)
            throws SQLException {
        PreparedStatement get = reader.get;
        get.setString(1, table.name());
        get.setString(2, key.partition());
        get.setString(3, key.sort());
        try (ResultSet row = get.executeQuery()) {
            return row.next()
                    ? Optional.of(Rows.item(key, row, 1)).filter(item -> exists(item, now))
                    : Optional.empty();
        }
    }

    private static boolean exists(Item item, Instant now) {
        return item.expires().isEmpty() || item.expires().get().isAfter(now);
    }

    @Override
    public Page query(TableDefinition table, Query query) {
        requireOpen();
        TableLimits.checkPartition(table, query.partition());
        return readers.read(reader -> page(reader, table, query, clock.instant()));
    }

    private static Page page(Readers.Reader reader, TableDefinition table, Query query, Instant now)
            throws SQLException {
        String from = query.from().orElse("");
        Optional<String> after = query.cursor().filter(cursor -> SortKeyOrder.INSTANCE.compare(cursor, from) >= 0);
        PreparedStatement range = reader.range;
        range.setString(1, table.name());
        range.setString(2, query.partition());
        range.setString(3, after.orElse(from));
        // One more for the item of the cursor itself, and one to see whether anything follows.
        range.setLong(4, query.limit() + 2L);
        List<Item> items = new ArrayList<>();
        int examined = 0;
        long bytes = 0;
        String last = "";
        try (ResultSet row = range.executeQuery()) {
            while (row.next()) {
                String sort = row.getString(1);
                if (after.isPresent() && sort.equals(after.get())) {
                    continue;
                }
                if (query.to().isPresent()
                        && SortKeyOrder.INSTANCE.compare(sort, query.to().get()) >= 0) {
                    break;
                }
                if (examined == query.limit() || bytes >= PAGE_BYTES) {
                    return new Page(items, Optional.of(last));
                }
                Item item = Rows.item(new Key(query.partition(), sort), row, 2);
                examined++;
                bytes += item.body().length() + 2L * sort.length();
                last = sort;
                if (exists(item, now)) {
                    items.add(item);
                }
            }
        }
        return new Page(items, Optional.empty());
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
        requireOpen();
        foundations.forEach(TableLimits::check);
        TableLimits.check(truth);
        hints.forEach(TableLimits::check);
        return writer.call(
                bytes(foundations) + bytes(List.of(truth)) + bytes(hints),
                session -> session.items().write(foundations, truth, hints));
    }

    @Override
    public void writeHints(List<Write> hints) {
        requireOpen();
        hints.forEach(TableLimits::check);
        if (hints.isEmpty()) {
            return;
        }
        var _ = writer.call(bytes(hints), session -> {
            session.items().writeEach(hints);
            return true;
        });
    }

    private static long bytes(List<Write> writes) {
        long bytes = 0;
        for (Write write : writes) {
            bytes += WRITE_BYTES
                    + switch (write) {
                        case Write.Put put -> put.item().body().length();
                        case Write.Delete _ -> 0;
                    };
        }
        return bytes;
    }

    @Override
    public ChangeFeed feed(TableDefinition table) {
        requireOpen();
        if (!table.hasFeed()) {
            throw new StoreException.Refused("table %s has no change feed".formatted(table.name()));
        }
        return new Feed(table.name(), feeds.of(table.name()));
    }

    /** Refuses further calls; the store stays open. */
    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException.Refused("the tables are closed");
        }
    }

    private final class Feed implements ChangeFeed {
        private final String table;
        private final Feeds.Feed feed;

        Feed(String table, Feeds.Feed feed) {
            this.table = table;
            this.feed = feed;
        }

        @Override
        public List<Change> read(int limit, Duration wait) {
            requireOpen();
            return feed.awaitChange(wait)
                    ? feed.recent(limit)
                            .orElseGet(() -> readers.read(reader -> changes(reader, feed.acknowledged(), limit)))
                    : List.of();
        }

        private List<Change> changes(Readers.Reader reader, long after, int limit) throws SQLException {
            reader.feed.setString(1, table);
            reader.feed.setLong(2, after);
            reader.feed.setInt(3, limit);
            List<Change> changes = new ArrayList<>();
            try (ResultSet row = reader.feed.executeQuery()) {
                while (row.next()) {
                    Key key = new Key(row.getString(2), row.getString(3));
                    changes.add(new Change(
                            Feeds.format(row.getLong(1)),
                            table,
                            key,
                            Rows.image(key, row, 4),
                            Rows.image(key, row, 8)));
                }
            }
            return changes;
        }

        /** Not flushed by itself: after a crash the last of what was acknowledged may come again. */
        @Override
        public void acknowledge(Change last) {
            requireOpen();
            long sequence = Feeds.parse(last.sequence());
            if (feed.acknowledge(sequence)) {
                writer.callLazily(session -> {
                    session.items().acknowledge(table, sequence);
                    return true;
                });
            }
        }
    }
}

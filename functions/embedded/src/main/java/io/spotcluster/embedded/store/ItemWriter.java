package io.spotcluster.embedded.store;

import io.spotcluster.embedded.store.RecentItems.Known;
import io.spotcluster.embedded.store.RecentItems.Place;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes items and the feed's records, inside the writer's transaction and on its thread. */
final class ItemWriter {
    private final PreparedStatement find;
    private final PreparedStatement put;
    private final PreparedStatement putUnlessNewer;
    private final PreparedStatement delete;
    private final PreparedStatement append;
    private final PreparedStatement acknowledge;
    private final PreparedStatement trim;
    private final Feeds feeds;
    private final RecentItems recent;
    private final Clock clock;
    /** What this transaction has written so far. */
    private final Map<Place, Known> written = new HashMap<>();

    private final List<Feeds.Appended> appended = new ArrayList<>();

    ItemWriter(Prepared prepared, Feeds feeds, RecentItems recent, Clock clock) throws SQLException {
        this.feeds = feeds;
        this.recent = recent;
        this.clock = clock;
        find = prepared.prepare(
                "select version, nonce, expires, body from item where tbl = ? and partition = ? and sort = ?");
        String upsert = """
                insert into item (tbl, partition, sort, version, nonce, expires, body) values (?, ?, ?, ?, ?, ?, ?)
                on conflict (tbl, partition, sort) do update set
                  version = excluded.version, nonce = excluded.nonce, expires = excluded.expires, body = excluded.body""";
        put = prepared.prepare(upsert);
        putUnlessNewer = prepared.prepare(upsert + " where item.version <= ? or item.expires <= ?");
        delete = prepared.prepare("delete from item where tbl = ? and partition = ? and sort = ?");
        append = prepared.prepare("insert into feed values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        acknowledge = prepared.prepare("""
                insert into feed_position (tbl, acknowledged) values (?, ?)
                on conflict (tbl) do update set acknowledged = max(acknowledged, excluded.acknowledged)""");
        trim = prepared.prepare("delete from feed where tbl = ? and sequence <= ?");
    }

    WriteOutcome write(List<Write> foundations, Write truth, List<Write> hints) throws SQLException {
        writeEach(foundations);
        WriteOutcome outcome = write(truth);
        if (outcome.written()) {
            writeEach(hints);
        }
        return outcome;
    }

    void writeEach(List<Write> writes) throws SQLException {
        for (Write write : writes) {
            var _ = write(write);
        }
    }

    private WriteOutcome write(Write write) throws SQLException {
        TableDefinition table = write.table();
        Key key = write.key();
        boolean fed = table.feeds(key.sort());
        if (!fed
                && write instanceof Write.Put(var _, Item item, Condition.VersionAtMost(long version))
                && known(new Place(table.name(), key)).isEmpty()) {
            return putUnlessNewer(table, item, version);
        }
        Optional<Item> current = Optional.empty();
        if (fed || !(write.condition() instanceof Condition.Always)) {
            current = find(table, key);
            OptionalLong version =
                    current.map(item -> OptionalLong.of(item.version())).orElse(OptionalLong.empty());
            if (!write.condition().holds(version)) {
                return new WriteOutcome.ConditionLost(current);
            }
        }
        Optional<Item> next = switch (write) {
            case Write.Put(var _, Item item, var _) -> {
                bindKey(put, table, key);
                Rows.bind(put, 4, item);
                put.executeUpdate();
                yield Optional.of(Rows.asStored(item));
            }
            case Write.Delete _ -> {
                bindKey(delete, table, key);
                delete.executeUpdate();
                yield Optional.empty();
            }
        };
        remember(table, key, next);
        if (fed && !next.equals(current)) {
            append(table, key, current, next);
        }
        return new WriteOutcome.Written();
    }

    /** Most hints are put where nothing stands, which one statement sees for itself. */
    private WriteOutcome putUnlessNewer(TableDefinition table, Item item, long version) throws SQLException {
        bindKey(putUnlessNewer, table, item.key());
        Rows.bind(putUnlessNewer, 4, item);
        putUnlessNewer.setLong(8, version);
        putUnlessNewer.setLong(9, clock.millis());
        if (putUnlessNewer.executeUpdate() == 0) {
            return new WriteOutcome.ConditionLost(find(table, item.key()));
        }
        remember(table, item.key(), Optional.of(Rows.asStored(item)));
        return new WriteOutcome.Written();
    }

    private void remember(TableDefinition table, Key key, Optional<Item> next) {
        Place place = new Place(table.name(), key);
        recent.remove(place);
        written.put(place, new Known(next));
    }

    /** What stands at a place, expired or not, as far as memory tells. */
    private Optional<Known> known(Place place) {
        Known here = written.get(place);
        return here == null ? recent.find(place) : Optional.of(here);
    }

    /** The item that stands there and has not expired. */
    private Optional<Item> find(TableDefinition table, Key key) throws SQLException {
        Optional<Known> known = known(new Place(table.name(), key));
        if (known.isPresent()) {
            return known.get().item().filter(this::exists);
        }
        bindKey(find, table, key);
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? Optional.of(Rows.item(key, row, 1)).filter(this::exists) : Optional.empty();
        }
    }

    private boolean exists(Item item) {
        return item.expires().isEmpty() || item.expires().get().isAfter(clock.instant());
    }

    private void append(TableDefinition table, Key key, Optional<Item> before, Optional<Item> after)
            throws SQLException {
        long sequence = feeds.next();
        append.setString(1, table.name());
        append.setLong(2, sequence);
        append.setString(3, key.partition());
        append.setString(4, key.sort());
        Rows.bindImage(append, 5, before);
        Rows.bindImage(append, 9, after);
        append.executeUpdate();
        Change change = new Change(Feeds.format(sequence), table.name(), key, before, after);
        appended.add(new Feeds.Appended(sequence, change));
    }

    void acknowledge(String table, long upTo) throws SQLException {
        acknowledge.setString(1, table);
        acknowledge.setLong(2, upTo);
        acknowledge.executeUpdate();
        trim.setString(1, table);
        trim.setLong(2, upTo);
        trim.executeUpdate();
    }

    /** Removes the items that have expired by now; whoever extended one meanwhile keeps it. */
    int removeExpired(List<ExpiryPurge.Candidate> candidates) throws SQLException {
        int removed = 0;
        for (ExpiryPurge.Candidate candidate : candidates) {
            TableDefinition table = TableDefinition.withoutFeed(candidate.table());
            if (find(table, candidate.key()).isEmpty()) {
                bindKey(delete, table, candidate.key());
                removed += delete.executeUpdate();
                remember(table, candidate.key(), Optional.empty());
            }
        }
        return removed;
    }

    /** @return how many rows were written, about */
    int committed() {
        int rows = written.size() + appended.size();
        recent.add(written);
        written.clear();
        appended.forEach(change -> feeds.of(change.change().table()).committed(change));
        appended.clear();
        return rows;
    }

    void rolledBack() {
        written.clear();
        appended.clear();
    }

    private static void bindKey(PreparedStatement statement, TableDefinition table, Key key) throws SQLException {
        statement.setString(1, table.name());
        statement.setString(2, key.partition());
        statement.setString(3, key.sort());
    }
}

package io.spotcluster.bench.engine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** WAL mode, {@code synchronous=FULL}; one writing connection and a few reading ones. */
final class SqliteEngine implements Engine {

    private static final int READERS = 4;

    private final Connection writer;
    private final PreparedStatement find;
    private final PreparedStatement put;
    private final PreparedStatement append;
    private final PreparedStatement trim;
    private final BlockingQueue<Reader> readers = new ArrayBlockingQueue<>(READERS);
    private long sequence;

    private record Reader(
            Connection connection, PreparedStatement get, PreparedStatement range, PreparedStatement feed) {}

    SqliteEngine(Path folder, boolean clustered) throws SQLException {
        String url = "jdbc:sqlite:" + folder.resolve("store.sqlite");
        writer = connect(url);
        try (Statement statement = writer.createStatement()) {
            statement.execute("""
                    create table if not exists item (
                      partition text not null, sort text not null, version integer not null, data blob not null,
                      primary key (partition, sort))""" + (clustered ? " without rowid" : ""));
            statement.execute("""
                    create table if not exists feed (
                      sequence integer primary key, partition text not null, sort text not null,
                      version integer not null, old blob, new blob)""");
            try (var last = statement.executeQuery("select coalesce(max(sequence), 0) from feed")) {
                sequence = last.getLong(1);
            }
        }
        find = writer.prepareStatement("select version, data from item where partition = ? and sort = ?");
        put = writer.prepareStatement("""
                insert into item (partition, sort, version, data) values (?, ?, ?, ?)
                on conflict (partition, sort) do update set version = excluded.version, data = excluded.data""");
        append = writer.prepareStatement("insert into feed values (?, ?, ?, ?, ?, ?)");
        trim = writer.prepareStatement("delete from feed where sequence <= ?");
        writer.setAutoCommit(false);
        for (int i = 0; i < READERS; i++) {
            Connection connection = connect(url);
            readers.add(new Reader(
                    connection,
                    connection.prepareStatement("select version, data from item where partition = ? and sort = ?"),
                    connection.prepareStatement("""
                            select sort, version, data from item
                            where partition = ? and sort >= ? order by sort limit ?"""),
                    connection.prepareStatement("""
                            select sequence, partition, sort, version, old, new from feed
                            where sequence > ? order by sequence limit ?""")));
        }
    }

    private static Connection connect(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = full");
            statement.execute("pragma cache_size = -4000");
            statement.execute("pragma busy_timeout = 5000");
        }
        return connection;
    }

    @Override
    public boolean[] apply(List<Write> batch) throws SQLException {
        boolean[] held = new boolean[batch.size()];
        for (int i = 0; i < held.length; i++) {
            held[i] = apply(batch.get(i));
        }
        writer.commit();
        return held;
    }

    private boolean apply(Write write) throws SQLException {
        find.setString(1, write.partition());
        find.setString(2, write.sort());
        long version = 0;
        byte[] old = null;
        try (var row = find.executeQuery()) {
            if (row.next()) {
                version = row.getLong(1);
                old = row.getBytes(2);
            }
        }
        if (version != write.expected()) {
            return false;
        }
        put.setString(1, write.partition());
        put.setString(2, write.sort());
        put.setLong(3, version + 1);
        put.setBytes(4, write.data());
        put.executeUpdate();
        append.setLong(1, ++sequence);
        append.setString(2, write.partition());
        append.setString(3, write.sort());
        append.setLong(4, version + 1);
        append.setBytes(5, old);
        append.setBytes(6, write.data());
        append.executeUpdate();
        return true;
    }

    @Override
    public Item get(String partition, String sort) throws Exception {
        Reader reader = readers.take();
        try {
            reader.get.setString(1, partition);
            reader.get.setString(2, sort);
            try (var row = reader.get.executeQuery()) {
                return row.next() ? new Item(sort, row.getLong(1), row.getBytes(2)) : null;
            }
        } finally {
            readers.add(reader);
        }
    }

    @Override
    public List<Item> range(String partition, String fromSort, int limit) throws Exception {
        Reader reader = readers.take();
        try {
            reader.range.setString(1, partition);
            reader.range.setString(2, fromSort);
            reader.range.setInt(3, limit);
            List<Item> items = new ArrayList<>(limit);
            try (var row = reader.range.executeQuery()) {
                while (row.next()) {
                    items.add(new Item(row.getString(1), row.getLong(2), row.getBytes(3)));
                }
            }
            return items;
        } finally {
            readers.add(reader);
        }
    }

    @Override
    public List<FeedRecord> feed(long after, int limit) throws Exception {
        Reader reader = readers.take();
        try {
            reader.feed.setLong(1, after);
            reader.feed.setInt(2, limit);
            List<FeedRecord> records = new ArrayList<>(limit);
            try (var row = reader.feed.executeQuery()) {
                while (row.next()) {
                    row.getBytes(5);
                    row.getBytes(6);
                    records.add(new FeedRecord(row.getLong(1), row.getString(2), row.getString(3), row.getLong(4)));
                }
            }
            return records;
        } finally {
            readers.add(reader);
        }
    }

    @Override
    public void trimFeed(long upTo) throws SQLException {
        trim.setLong(1, upTo);
        trim.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        for (Reader reader : readers) {
            reader.connection.close();
        }
        writer.commit();
        writer.close();
    }
}

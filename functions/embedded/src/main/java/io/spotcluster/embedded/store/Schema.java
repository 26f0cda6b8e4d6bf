package io.spotcluster.embedded.store;

import io.spotcluster.ports.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The SQLite file: its tables, its format's version, and how connections to it are set up. */
final class Schema {
    static final String FILE = "store.sqlite";

    /** Rises when a program that knows only the version before would misread the file. */
    static final int FORMAT = 1;

    /** "Spot": what the file is, for {@code file} and other programs. */
    private static final int APPLICATION = 0x53706f74;

    /** Pages in the write-ahead log at which the writer itself copies it: when {@link Checkpoints} does not keep up. */
    private static final int LONGEST_LOG_PAGES = 16_000;

    private Schema() {}

    static Connection openWriting(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = 5000");
            int application = integer(statement, "pragma application_id");
            int format = integer(statement, "pragma user_version");
            if (application != 0 && application != APPLICATION) {
                throw new StoreException.Refused(file + " is no store of Spotcluster");
            }
            if (format > FORMAT) {
                throw new StoreException.Refused(
                        "%s has format %d, this Spotcluster reads up to %d: use the version that wrote it, or a newer one"
                                .formatted(file, format, FORMAT));
            }
            statement.execute("pragma journal_mode = wal");
            flushAlways(statement);
            statement.execute("pragma wal_autocheckpoint = " + LONGEST_LOG_PAGES);
            statement.execute("pragma journal_size_limit = " + 64 * 1024 * 1024);
            statement.execute("pragma cache_size = -8000");
            if (format == 0) {
                create(statement);
            }
            leaveTransactionsToUs(connection, statement);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    static Connection openReading(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = 5000");
            statement.execute("pragma wal_autocheckpoint = 0");
            statement.execute("pragma cache_size = -2000");
            statement.execute("pragma query_only = on");
            leaveTransactionsToUs(connection, statement);
        }
        return connection;
    }

    /** For {@link Checkpoints}. */
    static Connection openCopying(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            flushAlways(statement);
            statement.execute("pragma wal_autocheckpoint = 0");
        }
        return connection;
    }

    private static void flushAlways(Statement statement) throws SQLException {
        statement.execute("pragma synchronous = full");
        // Without these, macOS keeps what it was told to flush in the disk's cache.
        statement.execute("pragma fullfsync = on");
        statement.execute("pragma checkpoint_fullfsync = on");
    }

    /**
     * In auto-commit mode, the driver follows each statement by a `begin` and a `commit` of its own, which inside of a
     * transaction fail and cost more than many a statement. Without, it opens a transaction at once, which is ended here, and
     * others only in its own `commit` and `rollback`, which nobody calls.
     */
    private static void leaveTransactionsToUs(Connection connection, Statement statement) throws SQLException {
        connection.setAutoCommit(false);
        statement.execute("commit");
    }

    private static void create(Statement statement) throws SQLException {
        statement.execute("begin immediate");
        statement.execute("""
                create table item (
                  tbl text not null, partition text not null, sort text not null,
                  version integer not null, nonce text not null,
                  expires integer, -- milliseconds since 1970
                  body blob not null,
                  primary key (tbl, partition, sort)) without rowid""");
        // An image is absent where its version is null.
        statement.execute("""
                create table feed (
                  tbl text not null, sequence integer not null, partition text not null, sort text not null,
                  old_version integer, old_nonce text, old_expires integer, old_body blob,
                  new_version integer, new_nonce text, new_expires integer, new_body blob,
                  primary key (tbl, sequence)) without rowid""");
        statement.execute("""
                create table feed_position (
                  tbl text primary key not null, acknowledged integer not null) without rowid""");
        // Ids are never used again (autoincrement): a receipt names its message by the id.
        statement.execute("""
                create table message (
                  id integer primary key autoincrement, queue text not null,
                  visible integer not null, -- milliseconds since 1970
                  deliveries integer not null, dead integer not null, body text not null)""");
        statement.execute("create index message_order on message (queue, dead, visible)");
        statement.execute("pragma application_id = " + APPLICATION);
        statement.execute("pragma user_version = " + FORMAT);
        statement.execute("commit");
    }

    private static int integer(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.getInt(1);
        }
    }
}

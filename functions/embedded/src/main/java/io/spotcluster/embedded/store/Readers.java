package io.spotcluster.embedded.store;

import io.spotcluster.ports.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few connections that read; each sees what was committed. A call into SQLite holds its carrier thread, so there are no
 * more of them than processors, and no statement reads without a limit.
 */
final class Readers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
    private static final int COUNT = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 16);

    /** One read, on a connection of its own while it lasts. */
    @FunctionalInterface
    interface Read<T> {
        T run(Reader reader) throws SQLException;
    }

    /** A connection with its statements. */
    static final class Reader {
        private final Connection connection;
        private final Prepared all;
        final PreparedStatement get;
        final PreparedStatement range;
        final PreparedStatement feed;
        final PreparedStatement scan;
        final PreparedStatement nextVisible;

        Reader(Connection connection) throws SQLException {
            this.connection = connection;
            all = new Prepared(connection);
            get = all.prepare(
                    "select version, nonce, expires, body from item where tbl = ? and partition = ? and sort = ?");
            range = all.prepare("""
                    select sort, version, nonce, expires, body from item
                    where tbl = ? and partition = ? and sort >= ? order by sort limit ?""");
            feed = all.prepare("""
                    select sequence, partition, sort, old_version, old_nonce, old_expires, old_body,
                           new_version, new_nonce, new_expires, new_body
                    from feed where tbl = ? and sequence > ? order by sequence limit ?""");
            scan = all.prepare("""
                    select tbl, partition, sort, expires from item
                    where (tbl, partition, sort) > (?, ?, ?) order by tbl, partition, sort limit ?""");
            nextVisible =
                    all.prepare("select visible from message where queue = ? and dead = 0 order by visible limit 1");
        }

        /** After some errors the driver has closed the statement that met it. */
        private Reader anew() {
            try {
                Reader renewed = new Reader(connection);
                all.close();
                return renewed;
            } catch (SQLException e) {
                LOG.warn("a reader's statements could not be made anew: {}", e.getMessage());
                return this;
            }
        }
    }

    private final Semaphore free = new Semaphore(COUNT, true);
    private final ConcurrentLinkedDeque<Reader> readers = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    private Readers(List<Reader> readers) {
        this.readers.addAll(readers);
    }

    static Readers open(Path file) throws SQLException {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            readers.add(new Reader(Schema.openReading(file)));
        }
        return new Readers(readers);
    }

    <T> T read(Read<T> read) {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Throttled("interrupted while waiting to read", e);
        }
        try {
            if (closed) {
                throw new StoreException.Refused("the store is closed");
            }
            Reader reader = readers.pop();
            try {
                return read.run(reader);
            } catch (SQLException e) {
                reader = reader.anew();
                throw StoreFaults.nothingDone(e);
            } finally {
                readers.push(reader);
            }
        } finally {
            free.release();
        }
    }

    /** Waits for reads under way, at most for some seconds. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!free.tryAcquire(COUNT, 5, TimeUnit.SECONDS)) {
                LOG.warn("some reads of the store have not ended; their connections are left open");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Reader reader = readers.poll(); reader != null; reader = readers.poll()) {
            try {
                reader.connection.close();
            } catch (SQLException e) {
                LOG.warn("closing a reader of the store: {}", e.getMessage());
            }
        }
        free.release(COUNT);
    }
}

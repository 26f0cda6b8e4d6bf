package io.spotcluster.embedded.store;

import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Change;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How far each table's feed is written and acknowledged, so that its reader asks the file only when there is something. */
final class Feeds {
    /** A change with the number that stands in its sequence. */
    record Appended(long number, Change change) {}

    /** One table's feed. */
    static final class Feed {
        /** A reader that falls behind further reads the file. */
        private static final int KEPT = 1024;

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition grown = lock.newCondition();
        /** The last changes that are not acknowledged. */
        private final ArrayDeque<Appended> recent = new ArrayDeque<>();
        /** Every change after this one is among {@link #recent}. */
        private long wholeAfter;

        private long committed;
        private long acknowledged;

        Feed(long committedBefore) {
            this.wholeAfter = committedBefore;
        }

        void committed(long sequence) {
            lock.lock();
            try {
                committed = Math.max(committed, sequence);
                grown.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void committed(Appended change) {
            lock.lock();
            try {
                recent.add(change);
                while (recent.size() > KEPT) {
                    wholeAfter = recent.remove().number();
                }
                committed(change.number());
            } finally {
                lock.unlock();
            }
        }

        /** The first changes that are not acknowledged, if they need not be read from the file. */
        Optional<List<Change>> recent(int limit) {
            lock.lock();
            try {
                return acknowledged < wholeAfter
                        ? Optional.empty()
                        : Optional.of(recent.stream()
                                .limit(limit)
                                .map(Appended::change)
                                .toList());
            } finally {
                lock.unlock();
            }
        }

        /** @return whether that was more than was acknowledged before */
        boolean acknowledge(long sequence) {
            lock.lock();
            try {
                boolean more = sequence > acknowledged;
                acknowledged = Math.max(acknowledged, sequence);
                while (!recent.isEmpty() && recent.getFirst().number() <= sequence) {
                    wholeAfter = recent.remove().number();
                }
                return more;
            } finally {
                lock.unlock();
            }
        }

        long acknowledged() {
            lock.lock();
            try {
                return acknowledged;
            } finally {
                lock.unlock();
            }
        }

        /** Waits for a change that is not acknowledged; false, if none came. */
        boolean awaitChange(Duration wait) {
            lock.lock();
            try {
                long nanos = wait.toNanos();
                while (committed <= acknowledged && nanos > 0) {
                    nanos = grown.awaitNanos(nanos);
                }
                return committed > acknowledged;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                lock.unlock();
            }
        }
    }

    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();
    /** The highest that was given to a change before this process. */
    private final long before;
    /** The highest that was ever given to a change. */
    private long last;

    private Feeds(long last) {
        this.before = last;
        this.last = last;
    }

    static Feeds load(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long last;
            try (ResultSet row = statement.executeQuery("""
                    select max(coalesce((select max(sequence) from feed), 0),
                               coalesce((select max(acknowledged) from feed_position), 0))""")) {
                last = row.getLong(1);
            }
            Feeds feeds = new Feeds(last);
            try (ResultSet row = statement.executeQuery("select tbl, max(sequence) from feed group by tbl")) {
                while (row.next()) {
                    feeds.of(row.getString(1)).committed(row.getLong(2));
                }
            }
            try (ResultSet row = statement.executeQuery("select tbl, acknowledged from feed_position")) {
                while (row.next()) {
                    feeds.of(row.getString(1)).acknowledge(row.getLong(2));
                }
            }
            return feeds;
        }
    }

    Feed of(String table) {
        return feeds.computeIfAbsent(table, _ -> new Feed(before));
    }

    /** For the writer alone. */
    long next() {
        return ++last;
    }

    static String format(long sequence) {
        return "%019d".formatted(sequence);
    }

    static long parse(String sequence) {
        try {
            return Long.parseLong(sequence);
        } catch (NumberFormatException e) {
            throw new StoreException.Refused("'%s' is no sequence of this feed".formatted(sequence), e);
        }
    }
}

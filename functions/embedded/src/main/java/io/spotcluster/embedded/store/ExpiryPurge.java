package io.spotcluster.embedded.store;

import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Key;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes expired items, which nobody sees any more, by walking through all items in small steps. An index of expiries would
 * find them faster, and be paid for by every write.
 */
final class ExpiryPurge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryPurge.class);
    private static final int STEP = 1000;
    private static final int REMOVED_AT_ONCE = 100;
    private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_ROUNDS = Duration.ofMinutes(10);

    /** An item that had expired when it was read. */
    record Candidate(String table, Key key) {}

    private record Position(String table, String partition, String sort) {
        static final Position START = new Position("", "", "");
    }

    private final GroupCommit writer;
    private final Readers readers;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Position position = Position.START;

    ExpiryPurge(GroupCommit writer, Readers readers, Clock clock) {
        this.writer = writer;
        this.readers = readers;
        this.clock = clock;
    }

    void start() {
        Thread.ofVirtual().name("store-expiry").start(this::run);
    }

    private void run() {
        try {
            Duration pause = BETWEEN_STEPS;
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = stepSafely() ? BETWEEN_ROUNDS : BETWEEN_STEPS;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stepSafely() {
        try {
            return step();
        } catch (StoreException e) {
            if (closed.getCount() > 0) {
                LOG.warn("expired items could not be removed; it is tried again later", e);
            }
            return true;
        }
    }

    /**
     * Looks at some items, and removes what has expired.
     *
     * @return whether all items were looked at since the last such answer
     */
    boolean step() {
        List<Candidate> candidates = new ArrayList<>();
        long now = clock.millis();
        boolean end = readers.read(reader -> {
            reader.scan.setString(1, position.table);
            reader.scan.setString(2, position.partition);
            reader.scan.setString(3, position.sort);
            reader.scan.setInt(4, STEP);
            int examined = 0;
            try (ResultSet row = reader.scan.executeQuery()) {
                while (row.next()) {
                    examined++;
                    position = new Position(row.getString(1), row.getString(2), row.getString(3));
                    long expires = row.getLong(4);
                    if (!row.wasNull() && expires <= now) {
                        candidates.add(new Candidate(position.table, new Key(position.partition, position.sort)));
                    }
                }
            }
            return examined < STEP;
        });
        for (int start = 0; start < candidates.size(); start += REMOVED_AT_ONCE) {
            List<Candidate> some = candidates.subList(start, Math.min(candidates.size(), start + REMOVED_AT_ONCE));
            var _ = writer.call(some.size() * 100L, session -> session.items().removeExpired(some));
        }
        if (end) {
            position = Position.START;
        }
        return end;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}

package io.spotcluster.embedded.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the write-ahead log into the file, beside the writer. SQLite would otherwise do it inside of some commit, which
 * then takes ten times as long as the others, with everybody waiting. The writer only copies what came during the copying,
 * so that the log ends and begins anew (https://www.sqlite.org/wal.html#checkpointing).
 */
final class Checkpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    /** After how many rows written to begin: a row changes about one page of 4 KB. */
    private static final int ROWS = 4000;

    /** The statement that copies. */
    static final String COPY = "pragma wal_checkpoint(passive)";

    private final Path file;
    private final Semaphore due = new Semaphore(0);
    private final Thread thread;
    private int rows;
    private volatile boolean running;
    private volatile boolean nearEnd;
    private volatile boolean closing;

    /** @param file that the writer has opened */
    Checkpoints(Path file) {
        this.file = file;
        this.thread = Thread.ofPlatform().name("store-checkpoint").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Called by the writer between two transactions.
     *
     * @param more how many rows were written
     * @param copy the writer's own statement for what is left
     */
    void committed(int more, PreparedStatement copy) {
        rows += more;
        if (nearEnd) {
            nearEnd = false;
            copy(copy);
        }
        if (rows >= ROWS && !running) {
            rows = 0;
            running = true;
            due.release();
        }
    }

    private void run() {
        try (Connection connection = Schema.openCopying(file);
                PreparedStatement copy = connection.prepareStatement(COPY)) {
            while (true) {
                due.acquire();
                if (closing) {
                    return;
                }
                copy(copy);
                // What was written meanwhile is little; after this time, next to nothing.
                copy(copy);
                nearEnd = true;
                running = false;
            }
        } catch (InterruptedException | SQLException e) {
            LOG.warn("the store's log is now copied by its writer alone, for whom all others wait", e);
        }
    }

    /** A failure loses nothing: the log holds all, and the writer begins to copy it when it has grown too long. */
    private static void copy(PreparedStatement copy) {
        try (ResultSet row = copy.executeQuery()) {
            LOG.debug("{} of {} pages of the log are copied", row.getInt(3), row.getInt(2));
        } catch (SQLException e) {
            LOG.warn("the store's log could not be copied, which is tried again: {}", e.getMessage());
        }
    }

    /** Waits for a copying under way. */
    @Override
    public void close() {
        closing = true;
        due.release();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

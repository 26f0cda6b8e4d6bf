package io.spotcluster.embedded.store;

import io.spotcluster.ports.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes what is queued, does it in one transaction, and answers after the commit, so that
 * all of it shares one flush. What fails takes nothing else with it: its batch is rolled back and done again one by one.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int LARGEST_BATCH = 256;
    /** How much may wait for its turn, in KB: with more, callers wait, so that memory stays bounded. */
    private static final int WAITING_KILOBYTES = 64 * 1024;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    /** How long what nobody waits for may wait for company. */
    private static final Duration LAZY = Duration.ofMillis(200);

    /** What is done inside a transaction; it may be done twice, the first time to be rolled back. */
    @FunctionalInterface
    interface Work<T> {
        T run(WriteSession session) throws SQLException;
    }

    /** A piece of work and its answer. */
    private static final class Pending<T> {
        private final Work<T> work;
        private final boolean lazy;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private List<Answered<T>> results = List.of();

        private record Answered<T>(T value) {}

        Pending(Work<T> work, boolean lazy) {
            this.work = work;
            this.lazy = lazy;
        }

        void run(WriteSession session) throws SQLException {
            results = List.of(new Answered<>(work.run(session)));
        }

        void committed() {
            answer.complete(results.getFirst().value());
        }
    }

    private final Connection connection;
    private final Feeds feeds;
    private final RecentItems recent;
    private final Checkpoints checkpoints;
    private final Clock clock;
    private Statements statements;
    private final LinkedBlockingQueue<Pending<?>> queue = new LinkedBlockingQueue<>();
    private final Semaphore kilobytes = new Semaphore(WAITING_KILOBYTES);
    private final Pending<Boolean> stop = new Pending<>(_ -> true, false);
    private final Thread thread;
    private final AtomicLong commits = new AtomicLong();
    private volatile boolean closing;
    private volatile boolean stopped;

    GroupCommit(Connection connection, Feeds feeds, RecentItems recent, Checkpoints checkpoints, Clock clock)
            throws SQLException {
        this.connection = connection;
        this.feeds = feeds;
        this.recent = recent;
        this.checkpoints = checkpoints;
        this.clock = clock;
        this.statements = prepare();
        this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::run);
    }

    /** All that the writer executes. */
    private record Statements(
            Prepared all,
            WriteSession session,
            PreparedStatement begin,
            PreparedStatement commit,
            PreparedStatement rollback,
            PreparedStatement copy) {}

    private Statements prepare() throws SQLException {
        Prepared all = new Prepared(connection);
        try {
            return new Statements(
                    all,
                    new WriteSession(all, feeds, recent, clock),
                    all.prepare("begin immediate"),
                    all.prepare("commit"),
                    all.prepare("rollback"),
                    all.prepare(Checkpoints.COPY));
        } catch (SQLException e) {
            all.close();
            throw e;
        }
    }

    /**
     * Has the work done, and returns when it is durable.
     *
     * @param bytes about how much memory it holds while it waits
     */
    <T> T call(long bytes, Work<T> work) {
        int permits = Math.toIntExact(Math.min(WAITING_KILOBYTES, 1 + bytes / 1024));
        try {
            if (!kilobytes.tryAcquire(permits, LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreException.Throttled("the store has more to write than it can");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Throttled("interrupted while waiting to write", e);
        }
        try {
            return submit(new Pending<>(work, false)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.ResultUnknown("interrupted while writing", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException failure
                    ? failure
                    : new StoreException.ResultUnknown("the writer failed", e);
        } finally {
            kilobytes.release(permits);
        }
    }

    /** Has the work done with whatever is written next, or soon, and does not wait: for what may be lost in a crash. */
    void callLazily(Work<Boolean> work) {
        var _ = submit(new Pending<>(work, true));
    }

    private <T> CompletableFuture<T> submit(Pending<T> pending) {
        if (closing) {
            throw closed();
        }
        queue.add(pending);
        if (stopped) {
            refuseLeftovers();
        }
        return pending.answer;
    }

    /** How much is queued, without what is being done. */
    int waiting() {
        return queue.size();
    }

    /** How many callers wait since too much is queued. */
    int blocked() {
        return kilobytes.getQueueLength();
    }

    /** How many transactions were committed. */
    long commits() {
        return commits.get();
    }

    private static StoreException.Refused closed() {
        return new StoreException.Refused("the store is closed");
    }

    private void refuseLeftovers() {
        for (Pending<?> left = queue.poll(); left != null; left = queue.poll()) {
            left.answer.completeExceptionally(closed());
        }
    }

    private void run() {
        List<Pending<?>> batch = new ArrayList<>();
        long due = 0;
        while (!stopped) {
            if (batch.isEmpty()) {
                due = System.nanoTime() + LAZY.toNanos();
            }
            boolean urgent = take(batch, due);
            stopped = batch.remove(stop);
            if (urgent) {
                commit(batch);
                batch.clear();
            }
        }
        refuseLeftovers();
    }

    /**
     * Adds to the batch what is queued; waits, if nothing is.
     *
     * @param due until when to wait for company of a batch that can wait
     * @return whether the batch should be committed now
     */
    private boolean take(List<Pending<?>> batch, long due) {
        try {
            Pending<?> first =
                    batch.isEmpty() ? queue.take() : queue.poll(due - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (first == null) {
                return true;
            }
            batch.add(first);
            queue.drainTo(batch, Math.max(0, LARGEST_BATCH - batch.size()));
            return batch.size() >= LARGEST_BATCH || batch.stream().anyMatch(pending -> !pending.lazy);
        } catch (InterruptedException e) {
            // Nobody has a reason to interrupt this thread, and much depends on it.
            LOG.warn("the store's writer was interrupted, and goes on");
            return false;
        }
    }

    private void commit(List<Pending<?>> batch) {
        try {
            statements.begin.execute();
            for (Pending<?> pending : batch) {
                pending.run(statements.session);
            }
        } catch (SQLException | RuntimeException | Error e) {
            // Errors too: were this thread to end, every later caller would wait for ever.
            rollBack();
            if (batch.size() == 1) {
                fail(batch, e instanceof SQLException failure ? StoreFaults.nothingDone(failure) : e);
            } else {
                LOG.warn("a write failed; the {} of its batch are done one by one", batch.size(), e);
                batch.forEach(pending -> commit(List.of(pending)));
            }
            return;
        }
        try {
            statements.commit.execute();
        } catch (SQLException e) {
            rollBack();
            fail(batch, StoreFaults.unknown(e));
            return;
        }
        commits.incrementAndGet();
        int rows = statements.session.committed();
        batch.forEach(Pending::committed);
        checkpoints.committed(rows, statements.copy);
    }

    /** After some errors, such as a full disk, the driver has closed the statement that met it: all are made anew. */
    private void rollBack() {
        statements.session.rolledBack();
        try {
            statements.rollback.execute();
        } catch (SQLException e) {
            // After some errors SQLite has rolled back by itself, and says that there is nothing to roll back.
            LOG.debug("rollback: {}", e.getMessage());
        }
        Prepared old = statements.all;
        try {
            statements = prepare();
            old.close();
        } catch (SQLException e) {
            LOG.warn("the store's statements could not be made anew: {}", e.getMessage());
        }
    }

    private static void fail(List<Pending<?>> batch, Throwable failure) {
        batch.forEach(pending -> pending.answer.completeExceptionally(failure));
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        queue.add(stop);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("closing the store: {}", e.getMessage());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

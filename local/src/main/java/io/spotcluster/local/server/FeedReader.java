package io.spotcluster.local.server;

import io.spotcluster.base.PassingFailure;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Gives the records of a change feed to their handler: those of one item in order, those of different items at once, so that
 * their writes share a flush. What was handled is acknowledged; what failed for now comes again, and what keeps failing is
 * parked.
 */
final class FeedReader implements Loop.Step {
    /** What becomes of a record. */
    interface Handler {
        /** May be called twice for a record. */
        void handle(Change change);

        /** Puts a record aside that keeps failing; durable when it returns. */
        void park(Change change, RuntimeException failure);
    }

    private static final int AT_ONCE = 256;
    private static final int TRIES = 3;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final ChangeFeed feed;
    private final Handler handler;
    private final ExecutorService executor;

    FeedReader(ChangeFeed feed, Handler handler, ExecutorService executor) {
        this.feed = feed;
        this.handler = handler;
        this.executor = executor;
    }

    @Override
    public Duration run() throws InterruptedException {
        List<Change> changes = feed.read(AT_ONCE, WAIT);
        if (changes.isEmpty()) {
            return Duration.ZERO;
        }
        Map<Key, List<Change>> byItem = new LinkedHashMap<>();
        changes.forEach(change ->
                byItem.computeIfAbsent(change.key(), _ -> new ArrayList<>()).add(change));
        List<Callable<Void>> work = new ArrayList<>();
        byItem.values()
                .forEach(ofItem -> work.add(() -> {
                    ofItem.forEach(this::handleOrPark);
                    return null;
                }));
        for (Future<Void> done : executor.invokeAll(work)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "the change feed is read again from its last acknowledgement", e.getCause());
            }
        }
        feed.acknowledge(changes.getLast());
        return Duration.ZERO;
    }

    private void handleOrPark(Change change) {
        for (int failed = 0; ; ) {
            try {
                handler.handle(change);
                return;
            } catch (RuntimeException e) {
                if (e instanceof PassingFailure) {
                    throw e;
                }
                failed++;
                if (failed == TRIES) {
                    handler.park(change, e);
                    return;
                }
            }
        }
    }
}

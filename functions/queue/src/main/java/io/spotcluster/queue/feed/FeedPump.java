package io.spotcluster.queue.feed;

import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Carries records from a change feed to its handler, for one that is read by one process: records of different items side by
 * side, so that their writes share a flush, and those of one item in order.
 */
public final class FeedPump {
    private static final int TRIES = 3;

    private final TaskFeed handler;
    private final ExecutorService threads;

    /** @param threads run the handling; virtual ones do */
    public FeedPump(TaskFeed handler, ExecutorService threads) {
        this.handler = handler;
        this.threads = threads;
    }

    /**
     * Reads a batch, handles it and acknowledges it. A record that keeps failing is parked.
     *
     * @return how many records that were
     * @throws RuntimeException when even parking failed; nothing of the batch is acknowledged then, and all of it comes again
     */
    public int pump(ChangeFeed feed, int limit, Duration wait) throws InterruptedException {
        List<Change> batch = feed.read(limit, wait);
        if (batch.isEmpty()) {
            return 0;
        }
        Map<Key, List<Change>> byItem = new LinkedHashMap<>();
        batch.forEach(change ->
                byItem.computeIfAbsent(change.key(), _ -> new ArrayList<>(2)).add(change));
        if (byItem.size() == 1) {
            batch.forEach(this::handleOrPark);
        } else {
            List<Future<?>> handled = new ArrayList<>();
            byItem.values().forEach(changes -> handled.add(threads.submit(() -> changes.forEach(this::handleOrPark))));
            for (Future<?> future : handled) {
                await(future);
            }
        }
        feed.acknowledge(batch.getLast());
        return batch.size();
    }

    private static void await(Future<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a feed record could not be handled", e.getCause());
        }
    }

    private void handleOrPark(Change change) {
        List<RuntimeException> failures = new ArrayList<>();
        while (failures.size() < TRIES) {
            try {
                handler.handle(change);
                return;
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        handler.park(change, failures.getLast());
    }
}

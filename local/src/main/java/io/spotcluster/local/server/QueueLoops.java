package io.spotcluster.local.server;

import io.spotcluster.embedded.store.EmbeddedStore;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.FeedBatch;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.queue.QueueService;
import io.spotcluster.queue.feed.FeedWork;
import io.spotcluster.queue.feed.TaskFeed;
import io.spotcluster.queue.tables.QueueTables;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What calls the queue's background work, where a cloud has event sources: feeds, a timer every second, a work queue. */
public final class QueueLoops implements AutoCloseable {
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);

    private final List<Loop> loops;
    private final ExecutorService executor;

    private QueueLoops(List<Loop> loops, ExecutorService executor) {
        this.loops = List.copyOf(loops);
        this.executor = executor;
    }

    /**
     * For who runs a queue in one process: the local server, and benches, which are to measure the same.
     *
     * @param secureEvents makes the events durable that were published before, whose causes are then not told again
     */
    public static QueueLoops start(QueueService queue, EmbeddedStore store, Runnable secureEvents, Clock clock) {
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        List<Loop> loops = new ArrayList<>();
        for (TableDefinition table : QueueTables.ALL) {
            if (table.hasFeed()) {
                loops.add(Loop.start(
                        "feed of " + table.name(),
                        new FeedReader(store.tables().feed(table), handler(queue.feed()), executor, secureEvents)));
            }
        }
        loops.add(Loop.start(
                "queue's work",
                new WorkReader(store.workQueues(), FeedWork.QUEUE, queue.worker()::work, secureEvents)));
        loops.add(Loop.start("sweeper", () -> {
            queue.sweeper().sweep(clock.instant());
            return BETWEEN_SWEEPS;
        }));
        return new QueueLoops(loops, executor);
    }

    private static FeedBatch.Handler handler(TaskFeed feed) {
        return new FeedBatch.Handler() {
            @Override
            public void handle(Change change) {
                feed.handle(change);
            }

            @Override
            public void park(Change change, RuntimeException failure) {
                feed.park(change, failure);
            }
        };
    }

    @Override
    public void close() {
        loops.forEach(Loop::beginToEnd);
        loops.forEach(Loop::close);
        executor.shutdownNow();
    }
}

package io.spotcluster.local.server;

import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.FeedBatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Carries the changes of a feed to their handler, batch by batch. A batch of which something failed for now is not
 * acknowledged and comes again.
 */
final class FeedReader implements Loop.Step {
    private static final int AT_ONCE = 256;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final ChangeFeed feed;
    private final FeedBatch batch;
    private final Runnable secure;

    /** @param secure makes durable what the handler has left in memory; called once a batch, before it is acknowledged */
    FeedReader(ChangeFeed feed, FeedBatch.Handler handler, ExecutorService executor, Runnable secure) {
        this.feed = feed;
        this.batch = new FeedBatch(handler, executor);
        this.secure = secure;
    }

    @Override
    public Duration run() throws InterruptedException {
        List<Change> changes = feed.read(AT_ONCE, WAIT);
        if (changes.isEmpty()) {
            return Duration.ZERO;
        }
        Optional<FeedBatch.Failure> failure = batch.handle(changes);
        if (failure.isPresent()) {
            throw new IllegalStateException(
                    "the change feed is read again from its last acknowledgement",
                    failure.get().cause());
        }
        secure.run();
        feed.acknowledge(changes.getLast());
        return Duration.ZERO;
    }
}

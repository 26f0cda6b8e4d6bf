package io.spotcluster.lambda.wiring;

import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.FeedBatch;
import io.spotcluster.queue.feed.TaskFeed;

/** The queue's feed as a handler of batches. */
record QueueFeed(TaskFeed feed) implements FeedBatch.Handler {
    @Override
    public void handle(Change change) {
        feed.handle(change);
    }

    @Override
    public void park(Change change, RuntimeException failure) {
        feed.park(change, failure);
    }
}

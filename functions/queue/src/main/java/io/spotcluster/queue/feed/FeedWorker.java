package io.spotcluster.queue.feed;

import io.spotcluster.queue.timer.TimerActions;
import java.util.Optional;

/** Does what the feed and the sweeper left to the queue. May be done twice. */
public final class FeedWorker {
    private final TaskFeed feed;
    private final TimerActions timers;

    public FeedWorker(TaskFeed feed, TimerActions timers) {
        this.feed = feed;
        this.timers = timers;
    }

    /**
     * @param body of a message of {@link FeedWork#QUEUE}; to be deleted when this returns, and to be released when it throws
     */
    public void work(String body) {
        switch (FeedWork.read(body)) {
            case FeedWork.Edges edges -> feed.satisfy(edges.taskId(), edges.resolved(), Optional.of(edges.cursor()));
            case FeedWork.Parked parked -> feed.handle(parked.change());
            case FeedWork.Timer timer -> timers.act(timer.key());
        }
    }
}

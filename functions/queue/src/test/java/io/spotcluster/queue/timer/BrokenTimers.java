package io.spotcluster.queue.timer;

import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Tables;
import java.time.Instant;
import java.util.function.BiConsumer;

/** A sweeper without one of its rules, for the stories to notice. */
public final class BrokenTimers {
    private BrokenTimers() {}

    /** It goes on to the next bucket, and then looks at what stood in the one before. */
    public static Sweeper passesBucketsFirst(
            Tables tables, Timers timers, TimerActions actions, BiConsumer<Key, RuntimeException> park) {
        return new Sweeper(tables, timers, actions, park) {
            @Override
            Progress goThrough(Cursor closed, Instant now) {
                Cursor next = timers.step(closed, closed.advanced());
                Progress progress = super.goThrough(closed, now);
                return new Progress(next, progress.acted(), false);
            }
        };
    }
}

package io.spotcluster.queue.timer;

import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableReads;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.tables.Timer;
import io.spotcluster.queue.truth.Hint;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Puts timers where a sweeper will surely find them, whatever time has passed since they were thought of. */
public final class Timers {
    private final Tables tables;
    private final Clock clock;

    public Timers(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    /**
     * Does it stand in the bucket of its time, made by a truth of that version or a newer one, and is that still to be gone
     * through? No timer is ever taken away, so an image of the past tells that it stands; where the sweeper is must be read
     * strongly consistent, and after that: see Cursor.
     */
    public boolean stands(Hint.Timed hint, long version) {
        return isThere(tables.lagging(), hint.timer().key(), version) && isAhead(hint);
    }

    /** As {@link #stands}, where it is known that the timer is there. */
    public boolean isAhead(Hint.Timed hint) {
        Timer timer = hint.timer();
        return !cursor(timer.shard(), timer.minute()).hasPassed(timer.minute());
    }

    private static boolean isThere(TableReads reads, Key key, long version) {
        return reads.get(QueueTables.TIMERS, key)
                .filter(item -> item.version() >= version)
                .isPresent();
    }

    /**
     * When this returns, the timer stands in a bucket that is still to be gone through, or was acted on. It goes into the
     * bucket of its time, or, if that one has passed, into the one that the sweeper is at.
     */
    public void ensure(Hint.Timed hint, long version) {
        Timer timer = hint.timer();
        long bucket = timer.minute();
        while (true) {
            Item item = Item.hint(timer.keyIn(bucket), version, Optional.of(hint.expires()));
            if (!isThere(tables, item.key(), version)) {
                tables.writeHints(List.of(new Write.Put(QueueTables.TIMERS, item, Condition.versionAtMost(version))));
            }
            // Read after the timer is there: see Cursor.
            Cursor cursor = cursor(timer.shard(), bucket);
            if (!cursor.hasPassed(bucket)) {
                return;
            }
            bucket = cursor.open();
        }
    }

    /** Where the sweeper is; it starts now, or at {@code bucket} if that is earlier, where none was there before. */
    Cursor cursor(int shard, long bucket) {
        return tables.get(QueueTables.TIMERS, Timer.cursor(shard))
                .map(item -> Cursor.read(shard, item))
                .orElseGet(() -> start(shard, Math.min(bucket, Timer.minuteOf(clock.instant()))));
    }

    /** Where the sweeper is or has been: whoever takes a step from there follows the one that is further. */
    Cursor recentCursor(int shard, long bucket) {
        return tables.lagging()
                .get(QueueTables.TIMERS, Timer.cursor(shard))
                .map(item -> Cursor.read(shard, item))
                .orElseGet(() -> cursor(shard, bucket));
    }

    private Cursor start(int shard, long minute) {
        Cursor first = Cursor.startingAt(shard, minute).inserted();
        return write(first, Condition.absent());
    }

    /** Takes a step, or follows the other sweeper that has taken one. */
    Cursor step(Cursor from, Cursor to) {
        return write(to, Condition.versionIs(from.version()));
    }

    private Cursor write(Cursor cursor, Condition condition) {
        return switch (tables.write(new Write.Put(QueueTables.TIMERS, cursor.item(), condition))) {
            case WriteOutcome.Written() -> cursor;
            case WriteOutcome.ConditionLost(Optional<Item> current) ->
                current.map(item -> Cursor.read(cursor.shard(), item))
                        .orElseThrow(() -> new IllegalStateException(
                                "the cursor of timer shard %d vanished".formatted(cursor.shard())));
        };
    }
}

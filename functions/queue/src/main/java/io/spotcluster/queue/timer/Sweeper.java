package io.spotcluster.queue.timer;

import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableReads;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.tables.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has everything done whose time has come. Several may sweep at once, and a sweep may end anywhere: acting twice changes
 * nothing, and a bucket is passed only after all in it was acted on. Timers stay where they are until they expire, which
 * costs nothing.
 */
public class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int PAGE = 100;
    /** After how many pages of a closed bucket it is written down how far it was gone through. */
    private static final int PAGES = 10;
    /** Buckets that one call goes through at most, of one shard: after long silence the rest is for the next call. */
    private static final int BUCKETS = 20_000;

    private final Tables tables;
    private final Timers timers;
    private final TimerActions actions;
    private final BiConsumer<Key, RuntimeException> park;
    /** Of each shard. */
    private final List<ActedTimers> acted;

    /** @param park takes a timer that cannot be acted on, for another try apart from the others; durable when it returns */
    public Sweeper(Tables tables, Timers timers, TimerActions actions, BiConsumer<Key, RuntimeException> park) {
        this.tables = tables;
        this.timers = timers;
        this.actions = actions;
        this.park = park;
        this.acted = IntStream.range(0, Timer.SHARDS)
                .mapToObj(_ -> new ActedTimers())
                .toList();
    }

    /**
     * Acts on everything that is due.
     *
     * @return how many timers that were
     * @throws StoreException when a store failed; the rest is for the next call
     */
    public int sweep(Instant now) {
        int count = 0;
        for (int shard = 0; shard < Timer.SHARDS; shard++) {
            count += sweep(shard, now);
        }
        return count;
    }

    private int sweep(int shard, Instant now) {
        int count = 0;
        Cursor cursor = timers.recentCursor(shard, Timer.minuteOf(now));
        for (int steps = 0; steps < 2 * BUCKETS; steps++) {
            if (cursor.closing()) {
                Progress progress = goThrough(cursor, now);
                count += progress.acted();
                if (progress.reachedFuture()) {
                    // Closed by somebody whose clock is ahead of ours.
                    break;
                }
                cursor = progress.cursor();
            } else if (cursor.minute() < Timer.minuteOf(now)) {
                cursor = timers.step(cursor, cursor.advanced());
            } else {
                count += look(cursor, now);
                break;
            }
        }
        return count;
    }

    /** What going through a bucket came to. */
    record Progress(Cursor cursor, int acted, boolean reachedFuture) {}

    /** All of a bucket that takes no more timers. What is due in it stays so, however often it is gone through. */
    Progress goThrough(Cursor closed, Instant now) {
        Cursor cursor = closed;
        int count = 0;
        Optional<String> next = cursor.reached();
        for (int pages = 1; true; pages++) {
            Page page = page(tables, cursor, next);
            List<Item> due = due(page, now);
            count += act(cursor.shard(), due);
            if (due.size() < page.items().size()) {
                return new Progress(cursor, count, true);
            }
            next = page.cursor();
            if (next.isEmpty()) {
                return new Progress(timers.step(cursor, cursor.advanced()), count, false);
            }
            if (pages % PAGES == 0) {
                Cursor further = cursor.reaching(next.get());
                cursor = timers.step(cursor, further);
                if (!cursor.equals(further)) {
                    return new Progress(cursor, count, false);
                }
            }
        }
    }

    /** What is due by now of the bucket that time is at. It is gone through once more when it is closed. */
    private int look(Cursor open, Instant now) {
        int count = 0;
        Optional<String> next = Optional.empty();
        do {
            Page page = page(tables.lagging(), open, next);
            List<Item> due = due(page, now);
            count += act(open.shard(), due);
            next = due.size() < page.items().size() ? Optional.empty() : page.cursor();
        } while (next.isPresent());
        return count;
    }

    private static Page page(TableReads reads, Cursor cursor, Optional<String> next) {
        return reads.query(
                QueueTables.TIMERS,
                Query.all(Timer.bucket(cursor.minute(), cursor.shard()), PAGE).after(next));
    }

    private static List<Item> due(Page page, Instant now) {
        return page.items().stream()
                .takeWhile(item -> !Timer.read(item.key().sort()).due().isAfter(now))
                .toList();
    }

    /** @return how many of them had yet to be acted on */
    private int act(int shard, List<Item> due) {
        ActedTimers done = acted.get(shard);
        List<Item> left = new ArrayList<>(due);
        left.removeIf(done::contains);
        if (!left.isEmpty()) {
            TimerActions.Page page = page(left);
            for (Item item : left) {
                if (actOrPark(page, item)) {
                    done.add(item);
                }
            }
        }
        return left.size();
    }

    private TimerActions.Page page(List<Item> timers) {
        try {
            return actions.page(timers);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            // One of them is to blame, and is parked when it comes to it. The others are read one by one.
            LOG.error("the tasks of a page of timers cannot be read together", e);
            return actions.page(List.of());
        }
    }

    private boolean actOrPark(TimerActions.Page page, Item item) {
        try {
            return page.act(item);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("the timer {} cannot be acted on; it is parked", item.key(), e);
            park.accept(item.key(), e);
            return true;
        }
    }
}

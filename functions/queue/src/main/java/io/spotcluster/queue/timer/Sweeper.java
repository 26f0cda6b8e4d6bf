package io.spotcluster.queue.timer;

import io.spotcluster.api.Authority;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.tables.Timer;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.truth.Hint;
import io.spotcluster.queue.truth.TaskTruth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts on timers whose time has come. Several may sweep at once, and a sweep may end anywhere: acting twice changes nothing,
 * and a timer goes only after it was acted on.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Authority SWEEPER = new Authority.BackgroundLoop("queue-sweeper");
    private static final int PAGE = 100;
    /** Buckets that one call goes through at most, of one shard: after long silence the rest is for the next call. */
    private static final int BUCKETS = 20_000;

    private final Tables tables;
    private final Timers timers;
    private final TaskTruth truth;
    private final Blobs blobs;
    private final Predicate<String> stillNeeded;
    private final BiConsumer<Key, RuntimeException> park;

    /**
     * @param stillNeeded tells by the path of a blob of {@link RetentionClass#KEEP} whether it has got another timer since
     * @param park takes a timer that cannot be acted on, for another try apart from the others; durable when it returns
     */
    public Sweeper(
            Tables tables,
            Timers timers,
            TaskTruth truth,
            Blobs blobs,
            Predicate<String> stillNeeded,
            BiConsumer<Key, RuntimeException> park) {
        this.tables = tables;
        this.timers = timers;
        this.truth = truth;
        this.blobs = blobs;
        this.stillNeeded = stillNeeded;
        this.park = park;
    }

    /**
     * Acts on everything that is due.
     *
     * @return how many timers that were
     * @throws StoreException when a store failed; the rest is for the next call
     */
    public int sweep(Instant now) {
        int acted = 0;
        for (int shard = 0; shard < Timer.SHARDS; shard++) {
            acted += sweep(shard, now);
        }
        return acted;
    }

    private int sweep(int shard, Instant now) {
        int acted = 0;
        Cursor cursor = timers.cursor(shard, Timer.minuteOf(now));
        for (int steps = 0; steps < 2 * BUCKETS; steps++) {
            acted += actOnBucket(cursor, now);
            if (!cursor.closing() && cursor.minute() >= Timer.minuteOf(now)) {
                break;
            }
            cursor = timers.advance(cursor);
        }
        return acted;
    }

    private int actOnBucket(Cursor cursor, Instant now) {
        String bucket = Timer.bucket(cursor.minute(), cursor.shard());
        int acted = 0;
        Optional<String> next = Optional.empty();
        do {
            Page page = tables.query(QueueTables.TIMERS, Query.all(bucket, PAGE).after(next));
            List<Write> done = new ArrayList<>();
            boolean reachedFuture = false;
            for (Item item : page.items()) {
                Timer timer = Timer.read(item.key().sort());
                if (timer.due().isAfter(now)) {
                    reachedFuture = true;
                    break;
                }
                actOrPark(item.key(), timer);
                done.add(Hint.drop(QueueTables.TIMERS, item.key(), item.version()));
            }
            if (!done.isEmpty()) {
                tables.writeHints(done);
            }
            acted += done.size();
            next = reachedFuture ? Optional.empty() : page.cursor();
        } while (next.isPresent());
        return acted;
    }

    private void actOrPark(Key key, Timer timer) {
        try {
            act(timer);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("the timer {} cannot be acted on; it is parked", key, e);
            park.accept(key, e);
        }
    }

    /** Does what the timer is for, if it still is for anything. */
    public void act(Timer timer) {
        switch (timer.kind()) {
            case CLAIM -> {
                int separator = timer.subject().indexOf('#');
                TaskId taskId = new TaskId(timer.subject().substring(0, separator));
                int runId = Integer.parseInt(timer.subject().substring(separator + 1));
                truth.change(SWEEPER, taskId, new Command.ExpireClaim(runId, timer.due()));
            }
            case DEADLINE ->
                truth.change(SWEEPER, new TaskId(timer.subject()), new Command.ExceedDeadline(timer.due()));
            case BLOB -> {
                if (!stillNeeded.test(timer.subject())) {
                    blobs.delete(new BlobKey(RetentionClass.KEEP, timer.subject()));
                }
            }
        }
    }
}

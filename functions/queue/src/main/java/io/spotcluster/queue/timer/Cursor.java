package io.spotcluster.queue.timer;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Item;
import io.spotcluster.queue.tables.Timer;
import java.util.Optional;

/**
 * How far the sweeper of a shard has come. A bucket is closed first, and gone through after that: so a timer is either seen
 * by that, or whoever put it learns that the bucket has passed.
 *
 * @param minute the bucket that it is at
 * @param closing whether the bucket takes no more timers
 * @param reached up to where the closed bucket was gone through, as a query tells it; from the start, if absent
 * @param version of the item; 0 if there is none yet
 */
record Cursor(int shard, long minute, boolean closing, Optional<String> reached, long version) {
    static Cursor startingAt(int shard, long minute) {
        return new Cursor(shard, minute, false, Optional.empty(), 0);
    }

    static Cursor read(int shard, Item item) {
        String[] words = item.body().asUtf8().split(" ", 3);
        Optional<String> reached = words.length < 3 ? Optional.empty() : Optional.of(words[2]);
        return new Cursor(shard, Long.parseLong(words[0]), words[1].equals("closing"), reached, item.version());
    }

    Item item() {
        String body = minute
                + (closing ? " closing" : " open")
                + reached.map(text -> " " + text).orElse("");
        return new Item(Timer.cursor(shard), version, "", Optional.empty(), Bytes.utf8(body));
    }

    /** May a timer put into the bucket have been overlooked? */
    boolean hasPassed(long bucket) {
        return minute > bucket || (minute == bucket && closing);
    }

    /** The bucket that surely is still to be gone through. */
    long open() {
        return closing ? minute + 1 : minute;
    }

    /** The next step: closed, or at the next bucket. */
    Cursor advanced() {
        return new Cursor(shard, open(), !closing, Optional.empty(), version + 1);
    }

    /** Further in the closed bucket. */
    Cursor reaching(String text) {
        return new Cursor(shard, minute, closing, Optional.of(text), version + 1);
    }

    Cursor inserted() {
        return new Cursor(shard, minute, closing, reached, 1);
    }
}

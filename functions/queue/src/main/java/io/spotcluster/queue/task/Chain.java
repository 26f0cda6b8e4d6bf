package io.spotcluster.queue.task;

import java.time.Instant;

/**
 * What a waiting run stands for beside itself: runs that were superseded by it, and those that these had superseded.
 *
 * @param depth how many there are in the longest line of them
 * @param since when the wait of the first of all began
 */
public record Chain(int depth, Instant since) {
    /** Of one that stands for nothing but itself. */
    static Chain of(Run.Pending run) {
        return run.chain().orElseGet(() -> new Chain(0, run.scheduled()));
    }

    /** Of one that supersedes something with this chain. */
    Chain longer() {
        return new Chain(depth + 1, since);
    }

    Chain joined(Chain other) {
        return new Chain(Math.max(depth, other.depth), since.isBefore(other.since) ? since : other.since);
    }

    boolean covers(Chain other) {
        return joined(other).equals(this);
    }
}

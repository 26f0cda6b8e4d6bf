package io.spotcluster.queue.timer;

import io.spotcluster.ports.table.Item;
import java.util.HashMap;
import java.util.Map;

/**
 * The timers of the bucket that a shard's sweeper is at, as far as this process has acted on them: it looks at the bucket
 * several times. One that was made anew since is another one. Nothing depends on it, so a process may forget.
 */
final class ActedTimers {
    /** Of a larger bucket some are acted on twice. */
    private static final int REMEMBERED = 20_000;

    private String bucket = "";
    private final Map<String, Long> versions = new HashMap<>();

    synchronized boolean contains(Item timer) {
        return bucket.equals(timer.key().partition())
                && versions.getOrDefault(timer.key().sort(), -1L) == timer.version();
    }

    synchronized void add(Item timer) {
        if (!bucket.equals(timer.key().partition())) {
            bucket = timer.key().partition();
            versions.clear();
        }
        if (versions.size() < REMEMBERED) {
            versions.put(timer.key().sort(), timer.version());
        }
    }
}

package io.spotcluster.queue.claim;

import io.spotcluster.queue.tables.PendingEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * In which order entries are claimed at a time: by priority, and among equals by age. Where tasks age, each full {@code
 * agesAfter} of waiting counts as one more priority.
 */
record Urgency(Optional<Duration> agesAfter, Instant now) implements Comparator<PendingEntry> {
    /** 0 for the most urgent; as the entry's own rank, for one that has not aged. */
    int rank(PendingEntry entry) {
        return agesAfter
                .map(duration -> Math.max(
                        0,
                        entry.rank()
                                - Math.max(
                                        0,
                                        Duration.between(entry.inserted(), now).dividedBy(duration))))
                .map(Math::toIntExact)
                .orElse(entry.rank());
    }

    @Override
    public int compare(PendingEntry one, PendingEntry other) {
        int byRank = Integer.compare(rank(one), rank(other));
        int byAge = byRank != 0 ? byRank : one.inserted().compareTo(other.inserted());
        return byAge != 0 ? byAge : one.compareTo(other);
    }
}

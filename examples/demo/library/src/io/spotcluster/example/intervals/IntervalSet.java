package io.spotcluster.example.intervals;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/** An immutable set of whole numbers, kept as the fewest intervals that cover it, in ascending order. */
public final class IntervalSet implements Iterable<Interval> {
    public static final IntervalSet EMPTY = new IntervalSet(List.of());

    private final List<Interval> intervals;

    private IntervalSet(List<Interval> intervals) {
        this.intervals = List.copyOf(intervals);
    }

    public static IntervalSet of(Interval... intervals) {
        return of(List.of(intervals));
    }

    public static IntervalSet of(Collection<Interval> intervals) {
        List<Interval> sorted = intervals.stream().filter(interval -> !interval.isEmpty()).sorted().toList();
        List<Interval> merged = new ArrayList<>();
        for (Interval interval : sorted) {
            if (!merged.isEmpty() && merged.getLast().touches(interval)) {
                merged.set(merged.size() - 1, merged.getLast().hull(interval));
            } else {
                merged.add(interval);
            }
        }
        return new IntervalSet(merged);
    }

    public List<Interval> intervals() {
        return intervals;
    }

    public long size() {
        return intervals.stream().mapToLong(Interval::length).sum();
    }

    public boolean contains(long number) {
        int low = 0;
        int high = intervals.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Interval interval = intervals.get(middle);
            if (interval.contains(number)) {
                return true;
            }
            if (number < interval.start()) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return false;
    }

    public IntervalSet union(IntervalSet other) {
        List<Interval> all = new ArrayList<>(intervals);
        all.addAll(other.intervals);
        return of(all);
    }

    public IntervalSet intersection(IntervalSet other) {
        List<Interval> common = new ArrayList<>();
        int mine = 0;
        int theirs = 0;
        while (mine < intervals.size() && theirs < other.intervals.size()) {
            Interval left = intervals.get(mine);
            Interval right = other.intervals.get(theirs);
            if (left.overlaps(right)) {
                common.add(new Interval(Math.max(left.start(), right.start()), Math.min(left.end(), right.end())));
            }
            if (left.end() < right.end()) {
                mine++;
            } else {
                theirs++;
            }
        }
        return of(common);
    }

    public IntervalSet difference(IntervalSet other) {
        List<Interval> rest = new ArrayList<>();
        for (Interval interval : intervals) {
            long from = interval.start();
            for (Interval hole : other.intervals) {
                if (hole.overlaps(interval)) {
                    if (hole.start() > from) {
                        rest.add(new Interval(from, hole.start()));
                    }
                    from = Math.max(from, hole.end());
                }
            }
            if (from < interval.end()) {
                rest.add(new Interval(from, interval.end()));
            }
        }
        return of(rest);
    }

    @Override
    public Iterator<Interval> iterator() {
        return intervals.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntervalSet set && intervals.equals(set.intervals);
    }

    @Override
    public int hashCode() {
        return intervals.hashCode();
    }

    @Override
    public String toString() {
        return intervals.stream().map(Interval::toString).collect(Collectors.joining(" ∪ ", "{", "}"));
    }
}

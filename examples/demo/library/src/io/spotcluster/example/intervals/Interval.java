package io.spotcluster.example.intervals;

/**
 * Whole numbers from {@code start} up to, but not including, {@code end}.
 */
public record Interval(long start, long end) implements Comparable<Interval> {
    public Interval {
        if (end < start) {
            throw new IllegalArgumentException("end " + end + " is before start " + start);
        }
    }

    public static Interval of(long start, long end) {
        return new Interval(start, end);
    }

    public boolean isEmpty() {
        return start == end;
    }

    public long length() {
        return Math.subtractExact(end, start);
    }

    public boolean contains(long number) {
        return start <= number && number < end;
    }

    public boolean overlaps(Interval other) {
        return !isEmpty() && !other.isEmpty() && start < other.end && other.start < end;
    }

    /** Overlapping, or with nothing between them. */
    public boolean touches(Interval other) {
        return start <= other.end && other.start <= end;
    }

    /** The smallest interval that covers both. */
    public Interval hull(Interval other) {
        return new Interval(Math.min(start, other.start), Math.max(end, other.end));
    }

    @Override
    public int compareTo(Interval other) {
        int byStart = Long.compare(start, other.start);
        return byStart != 0 ? byStart : Long.compare(end, other.end);
    }

    @Override
    public String toString() {
        return "[" + start + ", " + end + ")";
    }
}

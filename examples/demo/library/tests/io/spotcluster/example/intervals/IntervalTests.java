package io.spotcluster.example.intervals;

final class IntervalTests extends Check {
    {
        test("knows what it contains", () -> {
            equal(true, Interval.of(2, 5).contains(2));
            equal(true, Interval.of(2, 5).contains(4));
            equal(false, Interval.of(2, 5).contains(5));
        });
        test("may be empty", () -> {
            equal(true, Interval.of(3, 3).isEmpty());
            equal(false, Interval.of(3, 3).overlaps(Interval.of(0, 9)));
        });
        test("refuses to end before it starts", () -> refuses(() -> Interval.of(5, 2)));
        test("touches a neighbour without overlapping it", () -> {
            equal(true, Interval.of(1, 3).touches(Interval.of(3, 5)));
            equal(false, Interval.of(1, 3).overlaps(Interval.of(3, 5)));
        });
        test("has a hull with any other", () -> equal(Interval.of(1, 9), Interval.of(1, 2).hull(Interval.of(8, 9))));
    }
}

package io.spotcluster.example.intervals;

final class IntervalTextTests extends Check {
    {
        test("reads numbers and ranges", () ->
                equal(IntervalSet.of(Interval.of(1, 6), Interval.of(8, 9)), IntervalText.parse("1-5, 8")));
        test("reads nothing as the empty set", () -> equal(IntervalSet.EMPTY, IntervalText.parse("  ")));
        test("refuses what is no number", () -> refuses(() -> IntervalText.parse("1-5,x")));
        test("writes what it read", () -> equal("1-5,8,10-12", IntervalText.format(IntervalText.parse("10-12,1-5,8"))));
        test("writes merged ranges", () -> equal("1-9", IntervalText.format(IntervalText.parse("1-5,6-9"))));
    }
}

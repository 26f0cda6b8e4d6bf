package io.spotcluster.example.intervals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

final class IntervalSetTests extends Check {
    {
        test("merges what touches", () ->
                equal(IntervalSet.of(Interval.of(1, 9)), IntervalSet.of(Interval.of(5, 9), Interval.of(1, 5))));
        test("forgets the empty", () -> equal(IntervalSet.EMPTY, IntervalSet.of(Interval.of(4, 4))));
        test("finds a number among many intervals", () -> {
            List<Interval> many = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                many.add(Interval.of(3L * i, 3L * i + 2));
            }
            IntervalSet set = IntervalSet.of(many);
            equal(true, set.contains(3 * 7_777 + 1));
            equal(false, set.contains(3 * 7_777 + 2));
        });
        test("agrees with counting, on random sets", () -> {
            Random random = new Random(7);
            for (int round = 0; round < 2_000; round++) {
                IntervalSet left = random(random);
                IntervalSet right = random(random);
                for (int number = 0; number < 40; number++) {
                    boolean inLeft = left.contains(number);
                    boolean inRight = right.contains(number);
                    equal(inLeft || inRight, left.union(right).contains(number));
                    equal(inLeft && inRight, left.intersection(right).contains(number));
                    equal(inLeft && !inRight, left.difference(right).contains(number));
                }
            }
        });
        test("keeps its size in union and intersection", () -> {
            Random random = new Random(11);
            for (int round = 0; round < 2_000; round++) {
                IntervalSet left = random(random);
                IntervalSet right = random(random);
                equal(left.size() + right.size(), left.union(right).size() + left.intersection(right).size());
            }
        });
    }

    private static IntervalSet random(Random random) {
        List<Interval> intervals = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            int start = random.nextInt(40);
            intervals.add(Interval.of(start, start + random.nextInt(8)));
        }
        return IntervalSet.of(intervals);
    }
}

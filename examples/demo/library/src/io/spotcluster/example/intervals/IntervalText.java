package io.spotcluster.example.intervals;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Intervals as people write them: {@code 1-5,8,10-12}, both ends included. */
public final class IntervalText {
    private static final Pattern PART = Pattern.compile(" *(\\d{1,18})(?: *- *(\\d{1,18}))? *");

    private IntervalText() {}

    /** @throws IllegalArgumentException naming the part that is no interval */
    public static IntervalSet parse(String text) {
        List<Interval> intervals = new ArrayList<>();
        if (text.isBlank()) {
            return IntervalSet.EMPTY;
        }
        for (String part : text.split(",", -1)) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("'" + part.strip() + "' is neither a number nor like 1-5");
            }
            long first = Long.parseLong(matcher.group(1));
            long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
            intervals.add(new Interval(first, last + 1));
        }
        return IntervalSet.of(intervals);
    }

    public static String format(IntervalSet set) {
        return set.intervals().stream()
                .map(interval -> interval.length() == 1
                        ? Long.toString(interval.start())
                        : interval.start() + "-" + (interval.end() - 1))
                .collect(Collectors.joining(","));
    }
}

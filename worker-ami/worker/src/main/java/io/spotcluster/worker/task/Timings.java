package io.spotcluster.worker.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long each step of a run took. */
final class Timings {
    private final List<String> steps = new ArrayList<>();
    private final long begin = System.nanoTime();
    private long stepBegin = begin;

    /** Notes a time that was measured elsewhere. */
    void note(String step, Duration taken) {
        steps.add(step + " " + seconds(taken));
    }

    /** Ends a step, and begins the next. */
    void end(String step) {
        long now = System.nanoTime();
        note(step, Duration.ofNanos(now - stepBegin));
        stepBegin = now;
    }

    Duration total() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Override
    public String toString() {
        return String.join(", ", steps) + "; total " + seconds(total());
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toMillis() / 1000.0);
    }
}

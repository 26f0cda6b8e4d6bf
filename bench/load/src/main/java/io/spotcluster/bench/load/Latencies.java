package io.spotcluster.bench.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long calls took, by name. Safe for many threads. */
final class Latencies {
    private final ConcurrentHashMap<String, Histogram> microseconds = new ConcurrentHashMap<>();

    void record(String name, long nanoseconds) {
        microseconds
                .computeIfAbsent(name, unused -> new ConcurrentHistogram(3))
                .recordValue(TimeUnit.NANOSECONDS.toMicros(nanoseconds));
    }

    /** In microseconds, by name. */
    Map<String, Histogram> byName() {
        return new TreeMap<>(microseconds);
    }

    Histogram all() {
        Histogram all = new Histogram(3);
        microseconds.values().forEach(all::add);
        return all;
    }
}

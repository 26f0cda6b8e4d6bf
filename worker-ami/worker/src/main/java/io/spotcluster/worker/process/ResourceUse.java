package io.spotcluster.worker.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a command used.
 *
 * @param user CPU time of it and its collected descendants in user mode; empty, where it cannot be told
 * @param system the same in kernel mode
 * @param peakMemory resident bytes of all its processes together, by samples; empty, where it cannot be told
 */
public record ResourceUse(
        Duration wall, Optional<Duration> user, Optional<Duration> system, Optional<Long> peakMemory) {
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        parts.add("wall " + seconds(wall));
        user.ifPresent(duration -> parts.add("user CPU " + seconds(duration)));
        system.ifPresent(duration -> parts.add("system CPU " + seconds(duration)));
        peakMemory.ifPresent(bytes -> parts.add("peak memory " + String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)));
        return String.join(", ", parts);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toMillis() / 1000.0);
    }
}

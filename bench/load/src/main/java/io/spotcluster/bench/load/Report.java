package io.spotcluster.bench.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The bench's table, line by line as it becomes known. */
final class Report {
    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void start(List<Duration> starts, double megabytes) throws IOException {
        line(
                "machine: %d processors, load average %s at the beginning",
                Runtime.getRuntime().availableProcessors(),
                Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
        line(
                "launcher to first answer: %s s",
                starts.stream()
                        .map(start -> String.format(Locale.ROOT, "%.2f", start.toMillis() / 1000.0))
                        .collect(Collectors.joining(", ")));
        line("idle: %.0f MB resident", megabytes);
    }

    void warmUp(double after, double wall, int lifecycles, Server.Usage used) {
        line(
                "warm-up, after %3.0f s: %4.0f lifecycles/s, server CPU %.2f ms each, of which JIT compiler %.2f ms",
                after,
                lifecycles / wall,
                1000 * used.cpu() / lifecycles,
                1000 * used.cpu(Server.Part.JIT) / lifecycles);
    }

    void lifecycles(
            int connections, double wall, int lifecycles, Server.Usage used, double client, Latencies latencies) {
        line(
                "%nlifecycles: %d in %.1f s over %d connections: %.0f/s",
                lifecycles, wall, connections, lifecycles / wall);
        line("  server CPU, feed included                %8.3f ms each", 1000 * used.cpu() / lifecycles);
        used.parts().forEach((part, seconds) -> line("    %-38s %8.3f ms", part.title, 1000 * seconds / lifecycles));
        line("  server allocates                         %8.0f KB each", used.allocated() / 1000.0 / lifecycles);
        line("  client CPU                               %8.3f ms each", 1000 * client / lifecycles);
        line(
                "  both together                            %8.2f of %d processors",
                (used.cpu() + client) / wall, Runtime.getRuntime().availableProcessors());
        latencies.byName().forEach(this::latency);
        latency("all requests", latencies.all());
    }

    void memory(double megabytes) {
        line("after the load: %.0f MB resident", megabytes);
    }

    /** @param micros in microseconds */
    void latency(String name, Histogram micros) {
        line(
                "  %-42s n %7d   p50 %8.2f ms   p99 %8.2f ms   max %8.2f ms",
                name,
                micros.getTotalCount(),
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0,
                micros.getMaxValue() / 1000.0);
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
        out.flush();
    }
}

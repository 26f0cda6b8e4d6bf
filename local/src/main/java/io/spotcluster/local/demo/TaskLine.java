package io.spotcluster.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** A task in one line of text. */
final class TaskLine {
    private TaskLine() {}

    static String of(TaskView task, int labelWidth, Instant now) {
        StringBuilder line = new StringBuilder();
        line.append(padded(task.label(), labelWidth)).append("  ").append(padded(state(task), 11));
        String time = task.runTime(now).map(TaskLine::seconds).orElse("");
        line.append(" ").append(" ".repeat(Math.max(0, 7 - time.length()))).append(time);
        String details = details(task);
        if (!details.isEmpty()) {
            line.append("   ").append(details);
        }
        return line.toString().stripTrailing();
    }

    private static String state(TaskView task) {
        if (task.blocked()) {
            return "blocked";
        }
        return task.state().equals("unscheduled") ? "waiting" : task.state();
    }

    private static String details(TaskView task) {
        if (task.state().equals("unscheduled")) {
            return "for " + String.join(", ", task.waitsFor());
        }
        String worker = task.lastRun().flatMap(RunView::workerId).orElse("");
        String reason =
                task.failed() ? task.lastRun().flatMap(RunView::reasonResolved).orElse("") : "";
        String history =
                task.runs().size() > 1 ? "run %d after %s".formatted(task.runs().size() - 1, task.history()) : "";
        return String.join(
                "  ",
                java.util.stream.Stream.of(worker, reason, history)
                        .filter(s -> !s.isEmpty())
                        .toList());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}

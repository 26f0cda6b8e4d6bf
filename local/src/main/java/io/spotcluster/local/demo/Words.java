package io.spotcluster.local.demo;

import java.util.ArrayList;
import java.util.List;

/** What both displays for people say. */
final class Words {
    private Words() {}

    static int labelWidth(GraphView view) {
        return view.tasks().stream()
                .mapToInt(task -> task.label().length())
                .max()
                .orElse(0);
    }

    static List<String> ending(Display.Outcome outcome) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("The end of the log of " + outcome.logOf() + ":");
        outcome.log().forEach(line -> lines.add("  | " + line));
        lines.add("");
        lines.add("Artifacts and logs: " + outcome.artifacts());
        if (!outcome.kept().isEmpty()) {
            lines.add("The instance's data: " + outcome.kept());
        }
        int tasks = outcome.view().tasks().size();
        long completed = outcome.view().count("completed");
        lines.add((completed == tasks
                        ? "All %d tasks completed".formatted(tasks)
                        : "%d of %d tasks completed".formatted(completed, tasks))
                + " in " + TaskLine.seconds(outcome.time()) + ".");
        return lines;
    }
}

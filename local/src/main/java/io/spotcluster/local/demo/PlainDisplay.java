package io.spotcluster.local.demo;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** One line for each change: for logs, pipes and terminals that cannot move the cursor. */
final class PlainDisplay implements Display {
    private final PrintWriter out;
    private final Map<String, String> shown = new HashMap<>();

    PlainDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin(String rootUrl, int tasks) {
        out.printf("%d tasks at %s%n", tasks, rootUrl);
        out.flush();
    }

    @Override
    public void show(GraphView view, Instant now) {
        int width = Words.labelWidth(view);
        for (TaskView task : view.tasks()) {
            String state = task.state() + task.runs().size() + task.blocked();
            if (!state.equals(shown.put(task.label(), state))) {
                out.println("  " + TaskLine.of(task, width, now));
            }
        }
        out.flush();
    }

    @Override
    public void end(Outcome outcome) {
        Words.ending(outcome).forEach(out::println);
        out.flush();
    }
}

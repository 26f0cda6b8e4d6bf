package io.spotcluster.local.demo;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A table of all tasks, drawn again in place whenever something may have changed. For terminals that know ANSI's sequences. */
final class TerminalDisplay implements Display {
    private static final String ESCAPE = "\u001b[";
    private static final String CLEAR_TO_END = ESCAPE + "K";
    private static final String RESET = ESCAPE + "0m";

    private final PrintWriter out;
    private final boolean colours;
    private final int columns;
    private int drawn;

    /** @param columns longer lines are cut: a wrapped one would be counted wrong */
    TerminalDisplay(PrintWriter out, boolean colours, int columns) {
        this.out = out;
        this.colours = colours;
        this.columns = columns;
    }

    @Override
    public void begin(String rootUrl, int tasks) {
        out.printf("%d tasks at %s%n%n", tasks, rootUrl);
        out.flush();
    }

    @Override
    public void show(GraphView view, Instant now) {
        int width = Words.labelWidth(view);
        List<String> lines = new ArrayList<>();
        for (TaskView task : view.tasks()) {
            lines.add(coloured(task, cut("  " + mark(task) + " " + TaskLine.of(task, width, now))));
        }
        StringBuilder picture = new StringBuilder();
        if (drawn > 0) {
            picture.append(ESCAPE).append(drawn).append('A');
        }
        lines.forEach(
                line -> picture.append('\r').append(line).append(CLEAR_TO_END).append('\n'));
        drawn = lines.size();
        out.print(picture);
        out.flush();
    }

    private String cut(String line) {
        return line.length() < columns ? line : line.substring(0, columns - 1);
    }

    private static String mark(TaskView task) {
        if (task.completed()) {
            return "+";
        }
        if (task.failed() || task.blocked()) {
            return "!";
        }
        return task.state().equals("running") ? ">" : " ";
    }

    private String coloured(TaskView task, String line) {
        if (!colours) {
            return line;
        }
        if (task.completed()) {
            return ESCAPE + "32m" + line + RESET;
        }
        if (task.failed() || task.blocked()) {
            return ESCAPE + "31m" + line + RESET;
        }
        return task.state().equals("running") ? ESCAPE + "1m" + line + RESET : ESCAPE + "2m" + line + RESET;
    }

    @Override
    public void end(Outcome outcome) {
        Words.ending(outcome).forEach(out::println);
        out.flush();
    }
}

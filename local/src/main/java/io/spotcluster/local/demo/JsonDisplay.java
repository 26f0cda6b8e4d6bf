package io.spotcluster.local.demo;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Timestamp;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** A JSON object a line, for programs: {@code begin}, then {@code task} for each change, then {@code end}. */
final class JsonDisplay implements Display {
    private final PrintWriter out;
    private final Map<String, String> shown = new HashMap<>();

    JsonDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin(String rootUrl, int tasks) {
        print(line("begin").put("rootUrl", rootUrl).put("tasks", tasks));
    }

    @Override
    public void show(GraphView view, Instant now) {
        for (TaskView task : view.tasks()) {
            String state = task.state() + task.runs().size() + task.blocked();
            if (!state.equals(shown.put(task.label(), state))) {
                ObjectNode line = line("task")
                        .put("time", Timestamp.format(now))
                        .put("label", task.label())
                        .put("taskId", task.taskId())
                        .put("state", task.state())
                        .put("blocked", task.blocked())
                        .put("runs", task.runs().size());
                task.lastRun().flatMap(RunView::workerId).ifPresent(worker -> line.put("workerId", worker));
                task.lastRun().flatMap(RunView::reasonResolved).ifPresent(reason -> line.put("reasonResolved", reason));
                print(line);
            }
        }
    }

    @Override
    public void end(Outcome outcome) {
        print(line("end")
                .put("completed", outcome.view().count("completed"))
                .put("tasks", outcome.view().tasks().size())
                .put("artifacts", outcome.artifacts())
                .put("data", outcome.kept())
                .put("milliseconds", outcome.time().toMillis()));
    }

    private static ObjectNode line(String event) {
        return Json.MAPPER.createObjectNode().put("event", event);
    }

    private void print(ObjectNode line) {
        out.println(Json.write(line));
        out.flush();
    }
}

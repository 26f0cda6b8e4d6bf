package io.spotcluster.local.demo;

import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.base.Timestamp;
import io.spotcluster.local.graph.SubmittedGraph;
import io.spotcluster.local.graph.TaskGraph;
import io.spotcluster.local.graph.TaskGraph.GraphTask;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Asks the queue how a graph is getting on. */
final class GraphWatch {
    private final ApiClient client;
    private final TaskGraph graph;
    private final SubmittedGraph submitted;

    GraphWatch(ApiClient client, TaskGraph graph, SubmittedGraph submitted) {
        this.client = client;
        this.graph = graph;
        this.submitted = submitted;
    }

    GraphView look() throws IOException, InterruptedException {
        return view(graph, submitted, statuses());
    }

    /** By taskId. */
    private Map<String, JsonNode> statuses() throws IOException, InterruptedException {
        Map<String, JsonNode> statuses = new HashMap<>();
        Optional<String> token = Optional.empty();
        do {
            ApiCall call = ApiCall.get("queue", "task-group", submitted.taskGroupId(), "list");
            JsonNode page = client.call(token.isPresent() ? call.withQuery("continuationToken", token.get()) : call)
                    .body();
            page.path("tasks")
                    .forEach(task ->
                            statuses.put(task.path("status").path("taskId").asString(), task.path("status")));
            token = page.path("continuationToken").asStringOpt();
        } while (token.isPresent());
        return statuses;
    }

    /** @param statuses by taskId; a task without one was not acknowledged yet */
    static GraphView view(TaskGraph graph, SubmittedGraph submitted, Map<String, JsonNode> statuses) {
        Map<String, TaskView> views = new LinkedHashMap<>();
        for (GraphTask task : graph.tasks()) {
            String taskId = Objects.requireNonNull(submitted.taskIds().get(task.label()));
            JsonNode status = Optional.ofNullable(statuses.get(taskId))
                    .orElseThrow(() -> new IllegalStateException(
                            "the task group does not list the task '%s' (%s)".formatted(task.label(), taskId)));
            List<TaskView> before = task.dependencies().stream()
                    .map(label -> Objects.requireNonNull(views.get(label)))
                    .toList();
            String state = status.path("state").asString();
            List<RunView> runs = new ArrayList<>();
            status.path("runs").forEach(run -> runs.add(run(run)));
            views.put(
                    task.label(),
                    new TaskView(
                            task.label(),
                            taskId,
                            state,
                            runs,
                            before.stream()
                                    .filter(dependency -> !dependency.completed())
                                    .map(TaskView::label)
                                    .toList(),
                            state.equals("unscheduled")
                                    && before.stream()
                                            .anyMatch(dependency -> dependency.failed() || dependency.blocked())));
        }
        return new GraphView(List.copyOf(views.values()));
    }

    private static RunView run(JsonNode run) {
        return new RunView(
                run.path("state").asString(),
                run.path("reasonResolved").asStringOpt(),
                run.path("workerId").asStringOpt(),
                time(run, "started"),
                time(run, "resolved"));
    }

    private static Optional<Instant> time(JsonNode run, String field) {
        return run.path(field).asStringOpt().map(text -> Timestamp.parse(field, text));
    }
}

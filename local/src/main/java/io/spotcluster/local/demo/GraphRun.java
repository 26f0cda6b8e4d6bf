package io.spotcluster.local.demo;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.local.graph.SubmittedGraph;
import io.spotcluster.local.graph.TaskGraph;
import io.spotcluster.local.graph.TaskGraphSubmitter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Runs graphs on a deployment: creates the tasks, shows how they go, and saves their artifacts.
 *
 * @param lookAgain time between two looks at the tasks
 */
public record GraphRun(ApiClient client, Credentials credentials, Duration lookAgain, Clock clock) {
    private static final int LOG_LINES = 15;

    /**
     * What else was left, for a look at what happened.
     *
     * @see Display.Outcome#kept()
     */
    @FunctionalInterface
    public interface Left {
        /** @param completed whether all tasks did; empty, if nothing was left */
        String after(boolean completed);
    }

    /**
     * Creates the graph's tasks and watches them until nothing more will happen.
     *
     * @param taskQueueId of the tasks that name none
     * @param artifacts the folder below which each task's artifacts are saved, by its label
     * @param began when the user began to wait
     * @return whether all tasks completed
     */
    public boolean run(
            TaskGraph graph,
            String taskQueueId,
            Path artifacts,
            Left left,
            DisplayKind kind,
            Terminal terminal,
            Instant began)
            throws IOException, InterruptedException {
        Display display = kind.on(terminal);
        SubmittedGraph submitted = new TaskGraphSubmitter(client, credentials, clock).submit(graph, taskQueueId);
        display.begin(client.rootUrl(), graph.tasks().size());
        GraphWatch watch = new GraphWatch(client, graph, submitted);
        GraphView view = watch.look();
        display.show(view, clock.instant());
        while (!view.ended()) {
            Thread.sleep(lookAgain);
            view = watch.look();
            display.show(view, clock.instant());
        }
        TaskView told = worthTelling(view);
        List<String> log = List.of();
        try (HttpClient http = HttpClient.newHttpClient()) {
            ArtifactDownload download = new ArtifactDownload(client, credentials, http);
            for (TaskView task : view.tasks()) {
                List<Path> saved = download.save(task, artifacts.resolve(task.label()));
                if (task.equals(told)) {
                    log = endOfLog(saved);
                }
            }
        }
        display.end(new Display.Outcome(
                view,
                told.label(),
                log,
                artifacts.toString(),
                left.after(view.completed()),
                Duration.between(began, clock.instant())));
        return view.completed();
    }

    /** The first task that went wrong, or the last one. */
    private static TaskView worthTelling(GraphView view) {
        return view.tasks().stream()
                .filter(TaskView::failed)
                .findFirst()
                .orElse(view.tasks().getLast());
    }

    private static List<String> endOfLog(List<Path> saved) throws IOException {
        Optional<Path> log = saved.stream()
                .filter(file -> file.getFileName().toString().equals("live_backing.log"))
                .findFirst();
        if (log.isEmpty()) {
            return List.of("(it left no log)");
        }
        List<String> lines = Files.readAllLines(log.get());
        return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
    }
}

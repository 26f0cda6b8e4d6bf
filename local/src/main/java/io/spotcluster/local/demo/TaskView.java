package io.spotcluster.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A task, as the queue tells it at one moment.
 *
 * @param waitsFor labels of those it depends on that have not completed
 * @param blocked whether it can never run, because something before it was resolved without completing
 */
record TaskView(String label, String taskId, String state, List<RunView> runs, List<String> waitsFor, boolean blocked) {
    TaskView {
        runs = List.copyOf(runs);
        waitsFor = List.copyOf(waitsFor);
    }

    boolean completed() {
        return state.equals("completed");
    }

    boolean resolved() {
        return completed() || failed();
    }

    /** Resolved without completing. */
    boolean failed() {
        return state.equals("failed") || state.equals("exception");
    }

    /** Nothing more will happen to it. */
    boolean ended() {
        return resolved() || blocked;
    }

    Optional<RunView> lastRun() {
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.getLast());
    }

    /** How long the last run took, or has taken so far. */
    Optional<Duration> runTime(Instant now) {
        return lastRun()
                .flatMap(run -> run.started()
                        .map(start -> Duration.between(start, run.resolved().orElse(now))))
                .map(time -> time.isNegative() ? Duration.ZERO : time);
    }

    /** What happened to the runs before the last one: {@code run 0: intermittent-task}; empty for a first run. */
    String history() {
        StringBuilder history = new StringBuilder();
        for (int runId = 0; runId < runs.size() - 1; runId++) {
            history.append(runId == 0 ? "" : ", ")
                    .append("run ")
                    .append(runId)
                    .append(": ")
                    .append(runs.get(runId)
                            .reasonResolved()
                            .orElse(runs.get(runId).state()));
        }
        return history.toString();
    }
}

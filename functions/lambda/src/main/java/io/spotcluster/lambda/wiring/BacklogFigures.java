package io.spotcluster.lambda.wiring;

import io.spotcluster.lambda.logging.Figures;
import io.spotcluster.queue.reading.Backlog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how much waits, and how long, for the whole deployment and for the task queues with the longest waits. Where nothing
 * waits nothing is told, so an idle deployment pays for no metric.
 */
final class BacklogFigures implements Runnable {
    /** The metrics, and the dimensions that they have. */
    static final String PENDING = "PendingTasks";

    static final String WAIT = "LongestWait";
    static final String DEPLOYMENT = "Deployment";
    static final String TASK_QUEUE = "TaskQueue";

    /** Queues told apart at a time: two metrics each. */
    private static final int MOST_QUEUES = 20;

    private static final Logger LOG = LoggerFactory.getLogger(BacklogFigures.class);

    private final Backlog backlog;
    private final String deployment;
    private final Clock clock;

    BacklogFigures(Backlog backlog, String deployment, Clock clock) {
        this.backlog = backlog;
        this.deployment = deployment;
        this.clock = clock;
    }

    @Override
    public void run() {
        figures().forEach(figures -> LOG.info("{}", figures));
    }

    List<Figures> figures() {
        Instant now = clock.instant();
        List<Backlog.Waiting> waiting = backlog.waiting();
        if (waiting.isEmpty()) {
            return List.of();
        }
        int pending = waiting.stream().mapToInt(Backlog.Waiting::pending).sum();
        List<Figures> figures = new ArrayList<>();
        figures.add(figures(
                Map.of(DEPLOYMENT, deployment), pending, waiting.getFirst().oldest(), now));
        waiting.stream()
                .limit(MOST_QUEUES)
                .forEach(queue -> figures.add(figures(
                        Map.of(
                                DEPLOYMENT,
                                deployment,
                                TASK_QUEUE,
                                queue.taskQueueId().text()),
                        queue.pending(),
                        queue.oldest(),
                        now)));
        return figures;
    }

    private static Figures figures(Map<String, String> dimensions, int pending, Instant oldest, Instant now) {
        double seconds = Math.max(0, Duration.between(oldest, now).toMillis()) / 1000.0;
        return new Figures(
                dimensions,
                Map.of(PENDING, new Figures.Figure(pending, "Count"), WAIT, new Figures.Figure(seconds, "Seconds")),
                now);
    }
}

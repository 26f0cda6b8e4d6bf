package io.spotcluster.infra.observability;

import io.spotcluster.lambda.logging.Figures;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;

/** What waits in which task queue: figures that the function {@code queue-metrics} writes while something waits. */
final class Backlogs {
    private final String deployment;
    private final Duration period;

    Backlogs(String deployment, Duration period) {
        this.deployment = deployment;
        this.period = period;
    }

    /** How many tasks wait. */
    List<IMetric> pending() {
        return of("PendingTasks");
    }

    /** For how many seconds the task waits that waits longest. */
    List<IMetric> waits() {
        return of("LongestWait");
    }

    /** Each queue that has figures, whichever those are; and all of them together. */
    private List<IMetric> of(String name) {
        return List.of(
                MathExpression.Builder.create()
                        .expression(
                                "SEARCH('{%s,Deployment,TaskQueue} Deployment=\"%s\" MetricName=\"%s\"', 'Maximum', %s)"
                                        .formatted(Figures.NAMESPACE, deployment, name, period.toSeconds()))
                        .usingMetrics(Map.of())
                        .label("")
                        .period(period)
                        .build(),
                Metric.Builder.create()
                        .namespace(Figures.NAMESPACE)
                        .metricName(name)
                        .dimensionsMap(Map.of("Deployment", deployment))
                        .statistic("Maximum")
                        .period(period)
                        .label("all")
                        .build());
    }
}

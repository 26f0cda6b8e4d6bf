package io.spotcluster.infra.observability;

import io.spotcluster.infra.Checks;
import io.spotcluster.infra.api.ApiStack;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.data.DataStack;
import io.spotcluster.infra.events.EventsStack;
import io.spotcluster.infra.events.WorkQueue;
import io.spotcluster.infra.functions.Logs;
import io.spotcluster.infra.functions.PlatformFunction;
import io.spotcluster.lambda.catalog.FunctionCatalog;
import io.spotcluster.lambda.catalog.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.events.CfnRule;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.constructs.Construct;

/** One dashboard with what operators ask first, and alarms for what does not heal by itself. */
public final class ObservabilityStack extends Stack {
    private static final Duration MINUTE = Duration.minutes(1);
    private static final Duration FIVE_MINUTES = Duration.minutes(5);
    private static final int HALF = 12;

    private final Topic alarms;

    public ObservabilityStack(
            Construct scope,
            String id,
            StackProps props,
            Configuration configuration,
            DataStack data,
            EventsStack events,
            ApiStack api) {
        super(scope, id, props);
        String deployment = configuration.deployment();
        alarms = Topic.Builder.create(this, "Alarms")
                .topicName(deployment + "-alarms")
                .displayName("Spotcluster " + deployment)
                .enforceSsl(true)
                .build();
        configuration.alarmEmails().forEach(email -> alarms.addSubscription(new EmailSubscription(email)));
        List<PlatformFunction> functions = Stream.concat(api.functions().stream(), events.functions().stream())
                .toList();
        List<PlatformFunction> feeds = events.functions().stream()
                .filter(function -> function.definition().trigger() instanceof Trigger.Feed)
                .toList();
        Metric expiredClaims = expiredClaims(configuration, events);
        Dashboard dashboard = Dashboard.Builder.create(this, "Dashboard")
                .dashboardName(deployment)
                .defaultInterval(Duration.hours(6))
                .build();
        Backlogs backlogs = new Backlogs(deployment, MINUTE);
        dashboard.addWidgets(
                graph("Tasks that wait, by task queue", backlogs.pending()),
                graph("How long the oldest of them waits [s]", backlogs.waits()));
        dashboard.addWidgets(
                graph("Requests a minute", List.of(requests(api, "Count", "Sum"))),
                graph(
                        "Refused (4xx) and failed (5xx) requests",
                        List.of(requests(api, "4xx", "Sum"), requests(api, "5xx", "Sum"))));
        dashboard.addWidgets(
                graph(
                        "How long requests take [ms]",
                        List.of(requests(api, "Latency", "p50"), requests(api, "Latency", "p99"))),
                graph(
                        "How far feeds are behind [ms]",
                        feeds.stream().map(this::behind).toList()));
        dashboard.addWidgets(
                graph("Claims that expired: machines lost, or stuck", List.of(expiredClaims)),
                graph(
                        "Work that waits, and dead letters",
                        events.workQueues().stream()
                                .flatMap(queue -> Stream.of(waiting(queue), dead(queue)))
                                .toList()));
        dashboard.addWidgets(
                graph("Errors of functions", each(functions, "Errors")),
                graph("Calls refused by Lambda's quota", each(functions, "Throttles")));
        dashboard.addWidgets(
                graph(
                        "What use costs by the hour, at list prices [$]",
                        new Costs(api.api(), functions, data.tables().values()).lines()),
                graph("Units written to tables", written(data)));
        alarm(
                "FeedBehind",
                "A feed is five minutes behind: dependents are not scheduled, events not told",
                Math.toIntExact(java.time.Duration.ofMinutes(5).toMillis()),
                3,
                feeds.stream().map(this::behind).toList());
        alarm(
                "DeadLetters",
                "Work was given up: docs/manual/aws/operations.md, dead letters",
                0,
                1,
                events.workQueues().stream().map(this::dead).toList());
        alarm("FailedRequests", "Requests fail", 10, 3, List.of(requests(api, "5xx", "Sum")));
        alarm(
                "RefusedCalls",
                "Lambda refuses calls: ask for a higher quota of concurrent calls",
                0,
                3,
                List.of(throttles()));
        events.functions().stream()
                .filter(function -> function.definition().equals(FunctionCatalog.QUEUE_SWEEPER))
                .forEach(this::watch);
        configuration.budget().ifPresent(budget -> Budgets.create(this, deployment, budget));
        Checks.accept(
                alarms,
                "AwsSolutions-SNS2",
                "Alarms hold no secrets, and CloudWatch cannot publish to a topic under the key that AWS manages; a key of one's own costs $1 a month.");
    }

    /** Counted in the log that operators read, which costs next to nothing: such events are rare. */
    private Metric expiredClaims(Configuration configuration, EventsStack events) {
        LogGroup log = Logs.group(
                this,
                "ExpiredClaims",
                "/aws/events/%s-expired-claims".formatted(configuration.deployment()),
                configuration.size());
        CfnRule rule = CfnRule.Builder.create(this, "ExpiredClaimsRule")
                .eventBusName(events.messages().bus().getEventBusName())
                .description("Writes down each task whose claim expired")
                // In an order that does not change, or each synthesis would differ.
                .eventPattern(new TreeMap<>(Map.of(
                        "detail-type",
                        List.of("exchange/taskcluster-queue/v1/task-exception"),
                        "detail",
                        Map.of(
                                "payload",
                                Map.of("status", Map.of("runs", Map.of("reasonResolved", List.of("claim-expired"))))))))
                .targets(List.of(CfnRule.TargetProperty.builder()
                        .id("log")
                        .arn(log.getLogGroupArn())
                        .build()))
                .build();
        log.addToResourcePolicy(PolicyStatement.Builder.create()
                .principals(List.of(new ServicePrincipal("events.amazonaws.com")))
                .actions(List.of("logs:CreateLogStream", "logs:PutLogEvents"))
                .resources(List.of(log.getLogGroupArn()))
                .conditions(Map.of("ArnEquals", Map.of("aws:SourceArn", rule.getAttrArn())))
                .build());
        return Metric.Builder.create()
                .namespace("AWS/Logs")
                .metricName("IncomingLogEvents")
                .dimensionsMap(Map.of("LogGroupName", log.getLogGroupName()))
                .statistic("Sum")
                .period(FIVE_MINUTES)
                .label("expired claims")
                .build();
    }

    private static GraphWidget graph(String title, List<? extends IMetric> metrics) {
        return GraphWidget.Builder.create()
                .title(title)
                .width(HALF)
                .left(metrics)
                .build();
    }

    private static Metric requests(ApiStack api, String name, String statistic) {
        return api.api()
                .metric(
                        name,
                        MetricOptions.builder()
                                .statistic(statistic)
                                .period(MINUTE)
                                .label(name + (statistic.startsWith("p") ? " " + statistic : ""))
                                .build());
    }

    private Metric behind(PlatformFunction function) {
        return function.function()
                .metric(
                        "IteratorAge",
                        MetricOptions.builder()
                                .statistic("Maximum")
                                .period(MINUTE)
                                .label(function.definition().name())
                                .build());
    }

    private static List<Metric> each(List<PlatformFunction> functions, String name) {
        return functions.stream()
                .map(function -> function.function()
                        .metric(
                                name,
                                MetricOptions.builder()
                                        .statistic("Sum")
                                        .period(FIVE_MINUTES)
                                        .label(function.definition().name())
                                        .build()))
                .toList();
    }

    /** Of the whole account in the region, which shares the quota; one alarm costs a tenth of one for each function. */
    private static Metric throttles() {
        return Metric.Builder.create()
                .namespace("AWS/Lambda")
                .metricName("Throttles")
                .statistic("Sum")
                .period(FIVE_MINUTES)
                .label("all functions of the region")
                .build();
    }

    private Metric waiting(WorkQueue queue) {
        return queue.queue()
                .metricApproximateNumberOfMessagesVisible(MetricOptions.builder()
                        .period(FIVE_MINUTES)
                        .label(queue.definition().name())
                        .build());
    }

    private Metric dead(WorkQueue queue) {
        return queue.deadLetters()
                .metricApproximateNumberOfMessagesVisible(MetricOptions.builder()
                        .period(FIVE_MINUTES)
                        .label(queue.definition().name() + ", dead letters")
                        .build());
    }

    private static List<Metric> written(DataStack data) {
        List<Metric> metrics = new ArrayList<>();
        data.tables()
                .forEach((definition, table) ->
                        metrics.add(table.metricConsumedWriteCapacityUnits(MetricOptions.builder()
                                .statistic("Sum")
                                .period(FIVE_MINUTES)
                                .label(definition.name())
                                .build())));
        return metrics;
    }

    /** One alarm for each metric, since one for all would need a name for what went wrong. */
    private void alarm(String name, String description, int above, int times, List<Metric> metrics) {
        for (int i = 0; i < metrics.size(); i++) {
            Alarm alarm = Alarm.Builder.create(this, metrics.size() == 1 ? name : name + (i + 1))
                    .alarmDescription(
                            "%s (%s)".formatted(description, metrics.get(i).getLabel()))
                    .metric(unlabelled(metrics.get(i)))
                    .threshold(above)
                    .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                    .evaluationPeriods(times)
                    .treatMissingData(TreatMissingData.NOT_BREACHING)
                    .build();
            alarm.addAlarmAction(new SnsAction(alarms));
        }
    }

    /** Claims and deadlines that ran out are acted on by it alone: silence is a fault, and so are calls that keep failing. */
    private void watch(PlatformFunction sweeper) {
        MetricOptions sum =
                MetricOptions.builder().statistic("Sum").period(FIVE_MINUTES).build();
        Alarm.Builder.create(this, "StoppedSweeper")
                .alarmDescription(
                        "The sweeper has not been called for ten minutes: claims and deadlines that ran out are not acted on (%s)"
                                .formatted(sweeper.definition().name()))
                .metric(sweeper.function().metricInvocations(sum))
                .threshold(1)
                .comparisonOperator(ComparisonOperator.LESS_THAN_THRESHOLD)
                .evaluationPeriods(2)
                .treatMissingData(TreatMissingData.BREACHING)
                .build()
                .addAlarmAction(new SnsAction(alarms));
        alarm(
                "FailingSweeper",
                "The sweeper keeps failing: claims and deadlines that ran out are not acted on",
                0,
                2,
                each(List.of(sweeper), "Errors"));
    }

    /** CDK makes a formula of a metric with a label, which an alarm need not be. */
    private static Metric unlabelled(Metric metric) {
        return Metric.Builder.create()
                .namespace(metric.getNamespace())
                .metricName(metric.getMetricName())
                .dimensionsMap(metric.getDimensions() == null ? Map.of() : texts(metric.getDimensions()))
                .statistic(metric.getStatistic())
                .period(metric.getPeriod())
                .build();
    }

    private static Map<String, String> texts(Map<String, Object> dimensions) {
        Map<String, String> texts = new TreeMap<>();
        dimensions.forEach((name, value) -> texts.put(name, value.toString()));
        return texts;
    }
}

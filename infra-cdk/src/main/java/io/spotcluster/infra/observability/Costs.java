package io.spotcluster.infra.observability;

import io.spotcluster.infra.functions.PlatformFunction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.dynamodb.Table;

/**
 * What requests, functions and tables cost by the hour, at list prices of us-east-1: an estimate of what rises and falls with
 * use, without storage, machines and what is paid for by the month.
 */
final class Costs {
    private static final Duration HOUR = Duration.hours(1);
    private static final MetricOptions SUM =
            MetricOptions.builder().statistic("Sum").period(HOUR).build();

    /**
     * Dollars for a million, at most. A request goes through HTTP API, CloudFront and its function: $1.00, $1.00 and $0.10. Those of the
     * deployment's machines go round CloudFront, and the HTTP API does not tell them apart.
     */
    private static final double REQUEST = 2.1;

    private static final double CALL = 0.2;
    /** Of a gigabyte and a second, on x86_64; a fifth less on arm64. */
    private static final double GIGABYTE_SECOND = 16.6667;

    private static final double WRITE_UNIT = 0.625;
    private static final double READ_UNIT = 0.125;

    private final List<IMetric> lines = new ArrayList<>();

    Costs(HttpApi api, List<PlatformFunction> functions, Collection<Table> tables) {
        Terms requests = new Terms("r");
        requests.add(api.metricCount(SUM), REQUEST);
        lines.add(requests.expression("requests [$/h]"));
        Terms calls = new Terms("f");
        for (PlatformFunction function : functions) {
            double millisecond = GIGABYTE_SECOND * function.definition().memoryMegabytes() / 1024 / 1000;
            calls.add(function.function().metricInvocations(SUM), CALL);
            calls.add(function.function().metricDuration(SUM), millisecond);
        }
        lines.add(calls.expression("functions [$/h]"));
        Terms units = new Terms("t");
        for (Table table : tables) {
            units.add(table.metricConsumedWriteCapacityUnits(SUM), WRITE_UNIT);
            units.add(table.metricConsumedReadCapacityUnits(SUM), READ_UNIT);
        }
        lines.add(units.expression("tables [$/h]"));
    }

    List<IMetric> lines() {
        return List.copyOf(lines);
    }

    /** A sum of metrics, each times its price. */
    private static final class Terms {
        private final String letter;
        private final Map<String, IMetric> metrics = new TreeMap<>();
        private final List<String> terms = new ArrayList<>();

        Terms(String letter) {
            this.letter = letter;
        }

        void add(Metric metric, double dollars) {
            String id = letter + terms.size();
            metrics.put(id, metric);
            terms.add(String.format(Locale.ROOT, "FILL(%s,0)*%.5f", id, dollars));
        }

        MathExpression expression(String label) {
            return MathExpression.Builder.create()
                    .expression("(" + String.join("+", terms) + ")/1000000")
                    .usingMetrics(metrics)
                    .label(label)
                    .period(HOUR)
                    .build();
        }
    }
}

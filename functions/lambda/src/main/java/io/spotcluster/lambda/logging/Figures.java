package io.spotcluster.lambda.logging;

import io.spotcluster.api.json.Json;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Figures that CloudWatch takes out of a line of the log, written in its embedded metric format: no call and no permission.
 * Each name with each set of dimensions is a metric, which costs $0.30 a month, by the hours in which it is written.
 *
 * @param dimensions by their names
 * @param values by the names of the metrics
 */
public record Figures(Map<String, String> dimensions, Map<String, Figure> values, Instant at) {
    /** The namespace of all of them. */
    public static final String NAMESPACE = "Spotcluster";

    /** @param unit as CloudWatch writes it, such as {@code Seconds} */
    public record Figure(double value, String unit) {}

    public Figures {
        dimensions = Map.copyOf(dimensions);
        values = Map.copyOf(values);
    }

    /** The members that make a line of JSON one that CloudWatch looks at. */
    ObjectNode members() {
        ObjectNode members = Json.MAPPER.createObjectNode();
        ObjectNode directive = members.putObject("_aws")
                .put("Timestamp", at.toEpochMilli())
                .putArray("CloudWatchMetrics")
                .addObject()
                .put("Namespace", NAMESPACE);
        ArrayNode names = directive.putArray("Dimensions").addArray();
        new TreeMap<>(dimensions).forEach((name, value) -> {
            names.add(name);
            members.put(name, value);
        });
        ArrayNode metrics = directive.putArray("Metrics");
        new TreeMap<>(values).forEach((name, figure) -> {
            metrics.addObject().put("Name", name).put("Unit", figure.unit());
            members.put(name, figure.value());
        });
        return members;
    }

    /** Short, since the figures stand beside it. */
    @Override
    public String toString() {
        return new TreeMap<>(dimensions).values().stream().collect(Collectors.joining(", ", "figures of ", ""));
    }
}

package io.spotcluster.lambda.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.spotcluster.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FiguresTest {
    @Test
    void aLineWithFiguresIsInTheEmbeddedMetricFormatOfCloudWatch() {
        Figures figures = new Figures(
                Map.of("TaskQueue", "a/b", "Deployment", "ci"),
                Map.of("Wait", new Figures.Figure(1.5, "Seconds"), "Pending", new Figures.Figure(3, "Count")),
                Instant.ofEpochMilli(1_700_000_000_123L));
        LoggingEvent event = new LoggingEvent(
                "caller", new LoggerContext().getLogger("of.the.test"), Level.INFO, "{}", null, new Object[] {figures});

        event.setMDCPropertyMap(Map.of());
        String line = new String(new JsonLine().encode(event), StandardCharsets.UTF_8);

        JsonNode json = Json.parse(line);
        assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
        assertThat(json.path("message").asString()).isEqualTo("figures of ci, a/b");
        assertThat(json.path("_aws")).isEqualTo(Json.parse("""
                        {"Timestamp": 1700000000123, "CloudWatchMetrics": [{
                            "Namespace": "Spotcluster",
                            "Dimensions": [["Deployment", "TaskQueue"]],
                            "Metrics": [{"Name": "Pending", "Unit": "Count"}, {"Name": "Wait", "Unit": "Seconds"}]}]}"""));
        assertThat(json.path("Deployment").asString()).isEqualTo("ci");
        assertThat(json.path("TaskQueue").asString()).isEqualTo("a/b");
        assertThat(json.path("Pending").asDouble()).isEqualTo(3);
        assertThat(json.path("Wait").asDouble()).isEqualTo(1.5);
    }
}

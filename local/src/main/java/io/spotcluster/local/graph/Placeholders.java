package io.spotcluster.local.graph;

import io.spotcluster.base.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What a graph cannot know before its tasks are created; the words are those of taskgraph. */
final class Placeholders {
    /** {@code {task-reference: "<label>"}}: a text in which every {@code <label>} becomes the id of that task. */
    static final String TASK_REFERENCE = "task-reference";

    /** {@code {relative-datestamp: "2 hours"}}: a time from now on. */
    static final String RELATIVE_DATESTAMP = "relative-datestamp";

    static final Pattern LABEL = Pattern.compile("<([^>]+)>");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6}) (second|minute|hour|day|week)s?");

    private Placeholders() {}

    static JsonNode filled(JsonNode node, Map<String, String> taskIds, Instant now) {
        if (node instanceof ObjectNode object) {
            if (object.size() == 1 && object.has(TASK_REFERENCE)) {
                return StringNode.valueOf(
                        LABEL.matcher(object.get(TASK_REFERENCE).asString())
                                .replaceAll(match ->
                                        Matcher.quoteReplacement(taskIds.getOrDefault(match.group(1), match.group()))));
            }
            if (object.size() == 1 && object.has(RELATIVE_DATESTAMP)) {
                Duration duration =
                        duration(object.get(RELATIVE_DATESTAMP).asString()).orElseThrow();
                return StringNode.valueOf(Timestamp.format(now.plus(duration)));
            }
            ObjectNode result = object.objectNode();
            object.properties().forEach(member -> result.set(member.getKey(), filled(member.getValue(), taskIds, now)));
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = array.arrayNode();
            array.forEach(element -> result.add(filled(element, taskIds, now)));
            return result;
        }
        return node;
    }

    static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "second" -> Duration.ofSeconds(count);
                    case "minute" -> Duration.ofMinutes(count);
                    case "hour" -> Duration.ofHours(count);
                    case "day" -> Duration.ofDays(count);
                    default -> Duration.ofDays(7 * count);
                });
    }
}

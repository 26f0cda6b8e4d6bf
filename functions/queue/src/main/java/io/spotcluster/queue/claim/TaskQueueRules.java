package io.spotcluster.queue.claim;

import io.spotcluster.api.json.Json;
import io.spotcluster.queue.task.TaskQueueId;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What is configured for single task queues. The name of one stands for itself; one that ends with {@code *} for all that
 * begin so. Of several that fit, the longest counts, alone.
 */
public record TaskQueueRules(Map<String, Rule> byName) {
    /**
     * @param oneTaskAtATime whether each worker of the queue runs one task at a time, and asks for the next one when it is done:
     *     then one that asks again has not got its last answer. Default: no
     * @param agesAfter after which wait a task rises by one priority for claiming, and by another one after each further
     *     such wait; at least a minute. Default: never
     */
    public record Rule(boolean oneTaskAtATime, Optional<Duration> agesAfter) {
        static final Rule NONE = new Rule(false, Optional.empty());
    }

    public static final TaskQueueRules NONE = new TaskQueueRules(Map.of());

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_]{1,38}/[a-zA-Z0-9-_]{1,38}|[a-zA-Z0-9-_/]{0,77}\\*");
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    public TaskQueueRules {
        byName = Map.copyOf(byName);
    }

    public Rule of(TaskQueueId taskQueueId) {
        String text = taskQueueId.text();
        return byName.entrySet().stream()
                .filter(entry -> fits(entry.getKey(), text))
                .max(Comparator.comparing(entry -> entry.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(Rule.NONE);
    }

    private static boolean fits(String name, String taskQueueId) {
        return name.endsWith("*")
                ? taskQueueId.startsWith(name.substring(0, name.length() - 1))
                : taskQueueId.equals(name);
    }

    /**
     * @param json {@code {"proj/ci": {"oneTaskAtATime": true, "agesAfter": "PT30M"}, …}}, with durations as ISO 8601 has them
     * @throws IllegalArgumentException naming every fault
     */
    public static TaskQueueRules read(String json) {
        JsonNode root;
        try {
            root = Json.parse(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the rules of task queues are no JSON: " + e.getOriginalMessage(), e);
        }
        List<String> faults = new ArrayList<>();
        Map<String, Rule> rules = new TreeMap<>();
        if (!root.isObject()) {
            faults.add("an object of task queues was expected, not " + root.getNodeType());
        }
        root.forEachEntry((name, rule) -> {
            if (!NAME.matcher(name).matches()) {
                faults.add("'%s' is no taskQueueId, nor the beginning of one with a `*`".formatted(name));
            }
            rules.put(name, rule(name, rule, faults));
        });
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("the rules of task queues are wrong: " + String.join("; ", faults));
        }
        return new TaskQueueRules(rules);
    }

    private static Rule rule(String name, JsonNode json, List<String> faults) {
        if (!json.isObject()) {
            faults.add("%s: an object was expected, not %s".formatted(name, json));
            return Rule.NONE;
        }
        json.forEachEntry((field, _) -> {
            if (!field.equals("oneTaskAtATime") && !field.equals("agesAfter")) {
                faults.add("%s: there is no `%s`; `oneTaskAtATime` and `agesAfter` are known".formatted(name, field));
            }
        });
        JsonNode single = json.path("oneTaskAtATime");
        if (!single.isMissingNode() && !single.isBoolean()) {
            faults.add("%s: `oneTaskAtATime` is %s; true or false was expected".formatted(name, single));
        }
        return new Rule(single.asBoolean(false), agesAfter(name, json.path("agesAfter"), faults));
    }

    private static Optional<Duration> agesAfter(String name, JsonNode json, List<String> faults) {
        if (json.isMissingNode()) {
            return Optional.empty();
        }
        try {
            Duration duration = Duration.parse(json.asString(""));
            if (duration.compareTo(SHORTEST) >= 0) {
                return Optional.of(duration);
            }
        } catch (DateTimeParseException e) {
            // Reported below, as what is too short is.
        }
        faults.add("%s: `agesAfter` is %s; a duration of a minute or more was expected, such as \"PT30M\""
                .formatted(name, json));
        return Optional.empty();
    }
}

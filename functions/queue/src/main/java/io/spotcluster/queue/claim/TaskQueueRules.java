package io.spotcluster.queue.claim;

import io.spotcluster.queue.task.TaskQueueId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern NAME =
            Pattern.compile("[a-zA-Z0-9-_]{1,38}/[a-zA-Z0-9-_]{1,38}|[a-zA-Z0-9-_/]{0,77}\\*");
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,3}) ?(minutes?|hours?)");

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
     * Reads what {@code docs/reference/task-queue-rules.md} describes.
     *
     * @param json an object by the names of task queues
     * @param where it stands, for messages
     * @param faults gets everything that is wrong with it
     */
    public static TaskQueueRules read(JsonNode json, String where, List<String> faults) {
        Map<String, Rule> rules = new TreeMap<>();
        if (!json.isObject()) {
            faults.add("`%s` is %s; an object of task queues was expected".formatted(where, json));
        }
        json.forEachEntry((name, rule) -> {
            if (!NAME.matcher(name).matches()) {
                faults.add("`%s` has '%s', which is no taskQueueId, nor the beginning of one with a *"
                        .formatted(where, name));
            }
            rules.put(name, rule(where + "." + name, rule, faults));
        });
        return new TaskQueueRules(rules);
    }

    private static Rule rule(String where, JsonNode json, List<String> faults) {
        if (!json.isObject()) {
            faults.add("`%s` is %s; an object was expected".formatted(where, json));
            return Rule.NONE;
        }
        json.forEachEntry((field, _) -> {
            if (!field.equals("oneTaskAtATime") && !field.equals("agesAfter")) {
                faults.add("`%s.%s` is unknown; `oneTaskAtATime` and `agesAfter` are known".formatted(where, field));
            }
        });
        JsonNode single = json.path("oneTaskAtATime");
        if (!single.isMissingNode() && !single.isBoolean()) {
            faults.add("`%s.oneTaskAtATime` is %s; true or false was expected".formatted(where, single));
        }
        return new Rule(single.asBoolean(false), agesAfter(where, json.path("agesAfter"), faults));
    }

    private static Optional<Duration> agesAfter(String where, JsonNode json, List<String> faults) {
        if (json.isMissingNode()) {
            return Optional.empty();
        }
        Matcher matcher = DURATION.matcher(json.asString(""));
        if (json.isString() && matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            return Optional.of(
                    matcher.group(2).startsWith("hour") ? Duration.ofHours(number) : Duration.ofMinutes(number));
        }
        faults.add(
                "`%s.agesAfter` is %s; something like '30 minutes' or '2 hours' was expected".formatted(where, json));
        return Optional.empty();
    }
}

package io.spotcluster.queue.retention;

import io.spotcluster.queue.retention.RetentionPolicy.Field;
import io.spotcluster.queue.retention.RetentionPolicy.OfArtifacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads policies from configuration, and collects everything that is wrong with them. */
final class PolicyReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,37}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,5}) ?(days?|hours?)");
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final List<String> faults;

    PolicyReader(List<String> faults) {
        this.faults = faults;
    }

    List<RetentionPolicy> policies(JsonNode list, String where) {
        List<RetentionPolicy> policies = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<JsonNode> entries = entries(list, where);
        for (int i = 0; i < entries.size(); i++) {
            RetentionPolicy policy = policy(entries.get(i), "%s[%d]".formatted(where, i));
            policies.add(policy);
            if (!policy.name().isEmpty() && !names.add(policy.name())) {
                faults.add("`%s[%d].name` is '%s', as that of an earlier policy".formatted(where, i, policy.name()));
            }
        }
        return policies;
    }

    private RetentionPolicy policy(JsonNode policy, String where) {
        knows(policy, where, List.of("name", "match", "tasks", "artifacts"));
        String name = policy.path("name").asString("");
        if (!NAME.matcher(name).matches()) {
            faults.add("`%s.name` is '%s'; up to 38 small letters, digits and dashes were expected"
                    .formatted(where, name));
        }
        Optional<Duration> tasks =
                policy.has("tasks") ? duration(policy.path("tasks"), where + ".tasks") : Optional.empty();
        List<OfArtifacts> artifacts = new ArrayList<>();
        List<JsonNode> entries =
                policy.has("artifacts") ? entries(policy.path("artifacts"), where + ".artifacts") : List.of();
        for (int i = 0; i < entries.size(); i++) {
            artifacts(entries.get(i), "%s.artifacts[%d]".formatted(where, i), tasks)
                    .ifPresent(artifacts::add);
        }
        if (!policy.has("tasks") && !policy.has("artifacts")) {
            faults.add("`%s` limits nothing; `tasks` or `artifacts` was expected".formatted(where));
        }
        return new RetentionPolicy(name, match(policy.path("match"), where + ".match"), tasks, artifacts);
    }

    private Map<Field, List<Wildcard>> match(JsonNode match, String where) {
        Map<Field, List<Wildcard>> wanted = new EnumMap<>(Field.class);
        if (match.isMissingNode()) {
            return wanted;
        }
        knows(match, where, Arrays.stream(Field.values()).map(Field::word).toList());
        for (Field field : Field.values()) {
            if (match.has(field.word())) {
                wanted.put(field, wildcards(match.path(field.word()), where + "." + field.word()));
            }
        }
        return wanted;
    }

    private Optional<OfArtifacts> artifacts(JsonNode limit, String where, Optional<Duration> tasks) {
        knows(limit, where, List.of("name", "keep"));
        List<Wildcard> names = wildcards(limit.path("name"), where + ".name");
        Optional<Duration> keep = duration(limit.path("keep"), where + ".keep");
        if (keep.isPresent() && tasks.isPresent() && keep.get().compareTo(tasks.get()) > 0) {
            faults.add("`%s.keep` is %s, but the policy keeps tasks for %s, and no artifact outlives its task"
                    .formatted(where, RetentionPolicies.words(keep.get()), RetentionPolicies.words(tasks.get())));
        }
        return keep.map(duration -> new OfArtifacts(names, duration));
    }

    /** A text, or a list of some. */
    private List<Wildcard> wildcards(JsonNode value, String where) {
        List<JsonNode> texts = value.isArray() ? List.copyOf(value.values()) : List.of(value);
        if (texts.isEmpty()
                || texts.stream()
                        .anyMatch(text -> !text.isString() || text.asString().isEmpty())) {
            faults.add("`%s` is %s; a text or a list of texts was expected, in which * stands for anything"
                    .formatted(where, shown(value)));
            return List.of();
        }
        return texts.stream().map(text -> new Wildcard(text.asString())).toList();
    }

    private Optional<Duration> duration(JsonNode value, String where) {
        Matcher matcher = DURATION.matcher(value.asString(""));
        if (value.isString() && matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            Duration duration = matcher.group(2).startsWith("day") ? Duration.ofDays(number) : Duration.ofHours(number);
            if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
                return Optional.of(duration);
            }
        }
        faults.add("`%s` is %s; something like '14 days' or '12 hours' was expected, up to %d days"
                .formatted(where, shown(value), LONGEST.toDays()));
        return Optional.empty();
    }

    private List<JsonNode> entries(JsonNode list, String where) {
        if (!list.isArray()) {
            faults.add("`%s` is %s; a list was expected".formatted(where, shown(list)));
            return List.of();
        }
        return List.copyOf(list.values());
    }

    private void knows(JsonNode object, String where, Collection<String> members) {
        if (!object.isObject()) {
            faults.add("`%s` is %s; an object was expected".formatted(where, shown(object)));
            return;
        }
        for (String name : new TreeSet<>(object.propertyNames())) {
            if (!members.contains(name)) {
                faults.add("`%s.%s` is unknown; %s are known".formatted(where, name, String.join(", ", members)));
            }
        }
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "missing" : value.toString();
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}

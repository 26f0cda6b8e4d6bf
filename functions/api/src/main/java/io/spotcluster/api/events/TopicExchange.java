package io.spotcluster.api.events;

import io.spotcluster.api.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * One kind of event, declared once: the reference is written from it, and {@link #event} makes only events that fit it.
 *
 * @param service whose events these are
 * @param name by which clients call the exchange, in camelCase
 * @param exchange last part of the full name
 * @param schema file of the payload's schema in {@code schemas/<service>/v1}
 */
public record TopicExchange(
        String service,
        String name,
        String exchange,
        String title,
        String description,
        List<KeyWord> routingKey,
        String schema) {
    /** Stands in a key for a word without a value. */
    public static final String ABSENT = "_";

    private static final int PAYLOAD_VERSION = 1;

    public TopicExchange {
        routingKey = List.copyOf(routingKey);
    }

    /** What comes before the last part of the names of all exchanges of a service. */
    public static String prefix(String service) {
        return "exchange/taskcluster-" + service + "/v1/";
    }

    public String fullName() {
        return prefix(service) + exchange;
    }

    /**
     * @param words values of the routing key by name, without the constant ones and those that are not known
     * @param routes of the user, by which the event is to be found as well
     * @param payload without its {@code version}
     * @throws IllegalArgumentException when the words do not fit the declaration
     */
    public Event event(Map<String, String> words, List<String> routes, ObjectNode payload) {
        ObjectNode complete = Json.MAPPER.createObjectNode();
        complete.put("version", PAYLOAD_VERSION);
        complete.setAll(payload);
        return new Event(
                fullName(),
                key(words),
                routes.stream().map(route -> "route." + route).toList(),
                complete);
    }

    private String key(Map<String, String> words) {
        Set<String> unknown = new TreeSet<>(words.keySet());
        routingKey.forEach(word -> unknown.remove(word.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("the routing key of %s has no %s".formatted(exchange, unknown));
        }
        return routingKey.stream().map(word -> value(word, words)).collect(Collectors.joining("."));
    }

    private String value(KeyWord word, Map<String, String> words) {
        String value = word.constant().orElseGet(() -> words.getOrDefault(word.name(), ABSENT));
        boolean missing = value.isEmpty() || (word.required() && value.equals(ABSENT));
        if (missing || (value.contains(".") && !word.multipleWords())) {
            throw new IllegalArgumentException(
                    "the routing key of %s cannot have '%s' as %s".formatted(exchange, value, word.name()));
        }
        return value;
    }
}

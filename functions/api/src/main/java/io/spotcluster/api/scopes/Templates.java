package io.spotcluster.api.scopes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How {@code <parameters>} are found and filled. */
final class Templates {
    private static final Pattern PARAMETER = Pattern.compile("<([a-zA-Z][a-zA-Z0-9_]*)>");

    private Templates() {}

    static String fill(String template, Map<String, String> texts) {
        return PARAMETER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(given(texts, found.group(1), "text")));
    }

    static List<ScopeRequirement> fillAll(List<ScopeExpression> expressions, Parameters parameters) {
        return expressions.stream()
                .flatMap(expression -> expression instanceof ScopeExpression.For each
                        ? fillEach(each, parameters).stream()
                        : Stream.of(expression.fill(parameters)))
                .toList();
    }

    static List<ScopeRequirement> fillEach(ScopeExpression.For each, Parameters parameters) {
        Map<String, String> texts = new TreeMap<>(parameters.texts());
        return given(parameters.lists(), each.in(), "list").stream()
                .<ScopeRequirement>map(value -> {
                    texts.put(each.variable(), value);
                    return new ScopeRequirement.One(fill(each.each(), texts));
                })
                .toList();
    }

    static <V> V given(Map<String, V> values, String name, String kind) {
        return Optional.ofNullable(values.get(name))
                .orElseThrow(() -> new IllegalStateException(
                        "the scope expression asks for the %s parameter '%s', which the method did not give"
                                .formatted(kind, name)));
    }

    static void collect(ScopeExpression expression, Map<String, ScopeExpression.Kind> found) {
        switch (expression) {
            case ScopeExpression.Scope(String template) ->
                names(template).forEach(name -> add(found, name, ScopeExpression.Kind.TEXT));
            case ScopeExpression.AllOf(List<ScopeExpression> expressions) ->
                expressions.forEach(each -> collect(each, found));
            case ScopeExpression.AnyOf(List<ScopeExpression> expressions) ->
                expressions.forEach(each -> collect(each, found));
            case ScopeExpression.For(String variable, String in, String each) -> {
                add(found, in, ScopeExpression.Kind.LIST);
                names(each).stream()
                        .filter(name -> !name.equals(variable))
                        .forEach(name -> add(found, name, ScopeExpression.Kind.TEXT));
            }
            case ScopeExpression.If(String condition, ScopeExpression then, ScopeExpression otherwise) -> {
                add(found, condition, ScopeExpression.Kind.TRUTH);
                collect(then, found);
                collect(otherwise, found);
            }
        }
    }

    static <T> JsonNode list(String name, List<T> members, Function<T, JsonNode> toJson) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray(name);
        members.forEach(member -> list.add(toJson.apply(member)));
        return json;
    }

    private static List<String> names(String template) {
        return PARAMETER
                .matcher(template)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static void add(Map<String, ScopeExpression.Kind> found, String name, ScopeExpression.Kind kind) {
        ScopeExpression.Kind earlier = found.put(name, kind);
        if (earlier != null && earlier != kind) {
            throw new IllegalArgumentException(
                    "the scope expression uses '%s' both as %s and as %s".formatted(name, earlier, kind));
        }
    }
}

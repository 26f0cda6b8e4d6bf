package io.spotcluster.api.scopes;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a method asks of its caller's scopes; the JSON of a reference is this, one to one. */
public sealed interface ScopeExpression {
    /** What kind of value an expression takes from {@link Parameters} under a name. */
    enum Kind {
        TEXT,
        LIST,
        TRUTH
    }

    /** One scope, with {@code <parameters>}. */
    record Scope(String template) implements ScopeExpression {}

    /** Every one of them. */
    record AllOf(List<ScopeExpression> expressions) implements ScopeExpression {
        public AllOf {
            expressions = List.copyOf(expressions);
        }
    }

    /** At least one of them. */
    record AnyOf(List<ScopeExpression> expressions) implements ScopeExpression {
        public AnyOf {
            expressions = List.copyOf(expressions);
        }
    }

    /**
     * {@code each}, once for every value of the list parameter {@code in}, which stands for {@code <variable>}. The
     * enclosing expression says whether all or any of them are asked for; alone it asks for all. So over an empty list it
     * asks for nothing.
     */
    record For(String variable, String in, String each) implements ScopeExpression {}

    /** One or the other, by a truth parameter. */
    record If(String condition, ScopeExpression then, ScopeExpression otherwise) implements ScopeExpression {}

    static ScopeExpression scope(String template) {
        return new Scope(template);
    }

    static ScopeExpression allOf(ScopeExpression... expressions) {
        return new AllOf(List.of(expressions));
    }

    static ScopeExpression anyOf(ScopeExpression... expressions) {
        return new AnyOf(List.of(expressions));
    }

    static ScopeExpression each(String variable, String in, String each) {
        return new For(variable, in, each);
    }

    /**
     * Fills in every parameter.
     *
     * @throws IllegalStateException naming the parameter that is missing: a fault of the method's declaration, never the
     *     caller's
     */
    default ScopeRequirement fill(Parameters parameters) {
        return switch (this) {
            case Scope(String template) -> new ScopeRequirement.One(Templates.fill(template, parameters.texts()));
            case AllOf(List<ScopeExpression> expressions) ->
                new ScopeRequirement.All(Templates.fillAll(expressions, parameters));
            case AnyOf(List<ScopeExpression> expressions) ->
                new ScopeRequirement.Any(Templates.fillAll(expressions, parameters));
            case For each -> new ScopeRequirement.All(Templates.fillEach(each, parameters));
            case If(String condition, ScopeExpression then, ScopeExpression otherwise) ->
                Templates.given(parameters.truths(), condition, "truth")
                        ? then.fill(parameters)
                        : otherwise.fill(parameters);
        };
    }

    /**
     * The parameters that must be given, by name.
     *
     * @throws IllegalArgumentException when one name is used as two kinds
     */
    default Map<String, Kind> parameters() {
        Map<String, Kind> found = new TreeMap<>();
        Templates.collect(this, found);
        return found;
    }

    /** As it stands in a reference. */
    default JsonNode toJson() {
        return switch (this) {
            case Scope(String template) -> JsonNodeFactory.instance.stringNode(template);
            case AllOf(List<ScopeExpression> expressions) ->
                Templates.list("AllOf", expressions, ScopeExpression::toJson);
            case AnyOf(List<ScopeExpression> expressions) ->
                Templates.list("AnyOf", expressions, ScopeExpression::toJson);
            case For(String variable, String in, String each) ->
                JsonNodeFactory.instance
                        .objectNode()
                        .put("each", each)
                        .put("for", variable)
                        .put("in", in);
            case If(String condition, ScopeExpression then, ScopeExpression otherwise) -> {
                ObjectNode json = JsonNodeFactory.instance.objectNode();
                json.set("else", otherwise.toJson());
                json.put("if", condition);
                json.set("then", then.toJson());
                yield json;
            }
        };
    }
}

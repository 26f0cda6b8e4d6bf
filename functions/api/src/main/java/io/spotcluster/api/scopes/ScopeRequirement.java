package io.spotcluster.api.scopes;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A scope expression with all its parameters filled in: what this request asks of its caller's scopes. */
public sealed interface ScopeRequirement {
    record One(String scope) implements ScopeRequirement {}

    /** Nothing, if empty. */
    record All(List<ScopeRequirement> requirements) implements ScopeRequirement {
        public All {
            requirements = List.copyOf(requirements);
        }
    }

    /** Not to be satisfied, if empty. */
    record Any(List<ScopeRequirement> requirements) implements ScopeRequirement {
        public Any {
            requirements = List.copyOf(requirements);
        }
    }

    default boolean satisfiedBy(ScopeSet held) {
        return switch (this) {
            case One(String scope) -> held.satisfies(scope);
            case All(List<ScopeRequirement> requirements) ->
                requirements.stream().allMatch(each -> each.satisfiedBy(held));
            case Any(List<ScopeRequirement> requirements) ->
                requirements.stream().anyMatch(each -> each.satisfiedBy(held));
        };
    }

    /** What is left when everything that {@code held} satisfies is taken away; empty, if it satisfies the whole. */
    default Optional<ScopeRequirement> missing(ScopeSet held) {
        if (satisfiedBy(held)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (this) {
                    case One one -> one;
                    case All(List<ScopeRequirement> requirements) -> {
                        List<ScopeRequirement> left = left(requirements, held);
                        yield left.size() == 1 ? left.getFirst() : new All(left);
                    }
                    case Any(List<ScopeRequirement> requirements) -> {
                        List<ScopeRequirement> left = left(requirements, held);
                        yield left.size() == 1 ? left.getFirst() : new Any(left);
                    }
                });
    }

    private static List<ScopeRequirement> left(List<ScopeRequirement> requirements, ScopeSet held) {
        return requirements.stream()
                .flatMap(each -> each.missing(held).stream())
                .toList();
    }

    /** As a message shows it: a scope as text, or an object with {@code AllOf} or {@code AnyOf}. */
    default JsonNode toJson() {
        return switch (this) {
            case One(String scope) -> JsonNodeFactory.instance.stringNode(scope);
            case All(List<ScopeRequirement> requirements) ->
                Templates.list("AllOf", requirements, ScopeRequirement::toJson);
            case Any(List<ScopeRequirement> requirements) ->
                Templates.list("AnyOf", requirements, ScopeRequirement::toJson);
        };
    }
}

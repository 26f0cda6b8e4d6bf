package io.spotcluster.api.scopes;

import java.util.List;

/** What a method asks of its caller's scopes; the JSON of a reference is this, one to one. */
public sealed interface ScopeExpression {
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

    /** {@code each}, once for every value of the list parameter {@code in}, which stands for {@code <variable>}. */
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
}

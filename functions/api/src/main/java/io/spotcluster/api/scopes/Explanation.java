package io.spotcluster.api.scopes;

import java.util.List;

/**
 * Why some scopes satisfy another one, or what they lack to do so.
 *
 * @param chains how they do, the shortest first; none, if they do not. Each role that grants what satisfies the scope ends one
 * @param moreChains whether there are more than asked for
 * @param granting if they do not: the roles that would grant it
 * @param moreGranting whether there are more than asked for
 */
public record Explanation(List<Chain> chains, boolean moreChains, List<Granting> granting, boolean moreGranting) {
    public Explanation {
        chains = List.copyOf(chains);
        granting = List.copyOf(granting);
    }

    /**
     * One way to a scope.
     *
     * @param held with which it begins, as held
     * @param steps none, if what is held satisfies the scope by itself
     */
    public record Chain(String held, List<Step> steps) {
        public Chain {
            steps = List.copyOf(steps);
        }

        /** What satisfies the scope in the end. */
        public String last() {
            return steps.isEmpty() ? held : steps.getLast().scope();
        }

        /** As in {@code assume:a → role a → assume:b → role b → x:*}. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(held);
            steps.forEach(step ->
                    text.append(" → role ").append(step.roleId()).append(" → ").append(step.scope()));
            return text.toString();
        }
    }

    /**
     * The scope before it assumes a role, and the role grants the next scope.
     *
     * @param asWritten how the scope stands in the role, with {@code <..>}
     */
    public record Step(String roleId, String asWritten, String scope) {}

    /**
     * A role that would grant what satisfies the scope.
     *
     * @param asWritten how that stands in the role
     * @param assume what one must hold to assume the role so that it does
     */
    public record Granting(String roleId, String asWritten, String assume) {}

    public boolean isSatisfied() {
        return !chains.isEmpty();
    }
}

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
        private static final int SHOWN_STEPS = 5;

        public Chain {
            steps = List.copyOf(steps);
        }

        /** What satisfies the scope in the end. */
        public String last() {
            return steps.isEmpty() ? held : steps.getLast().scope();
        }

        /** As in {@code assume:a → role a → assume:b → role b → x:*}; of a long chain, its beginning and its end. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(held);
            for (int i = 0; i < steps.size(); i++) {
                if (i == SHOWN_STEPS && steps.size() > 2 * SHOWN_STEPS) {
                    int left = steps.size() - 2 * SHOWN_STEPS;
                    text.append(" → … %d more roles …".formatted(left));
                    i += left;
                }
                text.append(" → role ")
                        .append(steps.get(i).roleId())
                        .append(" → ")
                        .append(steps.get(i).scope());
            }
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

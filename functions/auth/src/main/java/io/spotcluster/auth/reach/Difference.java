package io.spotcluster.auth.reach;

import io.spotcluster.api.scopes.ScopeSet;
import java.util.List;

/**
 * What somebody gains and loses.
 *
 * @param gains scopes of afterwards that nothing of before satisfies
 * @param loses scopes of before that nothing of afterwards satisfies
 */
record Difference(ScopeSet gains, ScopeSet loses) {
    /** @param patterns only what is within one of them counts; everything, if there are none */
    static Difference between(ScopeSet before, ScopeSet after, List<String> patterns) {
        return new Difference(
                within(patterns, after).minus(before), within(patterns, before).minus(after));
    }

    private static ScopeSet within(List<String> patterns, ScopeSet scopes) {
        return patterns.isEmpty() ? scopes : scopes.intersection(new ScopeSet(patterns));
    }

    boolean isEmpty() {
        return gains.scopes().isEmpty() && loses.scopes().isEmpty();
    }
}

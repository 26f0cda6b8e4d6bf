package io.spotcluster.api.scopes;

import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.Rejection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One expansion: which scopes some scopes lead to, breadth first. A role is applied once for its fixed scopes, and its
 * templates once for each end of a name, or once for all when a star reaches them.
 */
final class Expansion {
    /**
     * Templates that lead to templates can make ever more and ever longer scopes: 2^n of n small roles. Whoever writes such
     * roles shall not fill everybody's memory.
     */
    static final int DERIVED_CHARACTERS = 4_000_000;

    /** What a text costs beside its characters. */
    private static final int OVERHEAD = 40;

    /** Told of everything that is granted, in the order of the distance from the beginning. */
    @FunctionalInterface
    interface Trace {
        /**
         * @param by the scope that assumed the role
         * @param asWritten in the role
         */
        void granted(String by, Rule rule, String asWritten, String scope);
    }

    private final RoleIndex index;
    private final boolean tracing;
    private final Trace trace;
    private final BitSet granted;
    private final BitSet fixedDone;
    private final BitSet widestDone;
    private final Set<String> derived = new HashSet<>();
    private final List<String> derivedInOrder = new ArrayList<>();
    private int derivedCharacters;
    /** Ranks; those below zero are the complement of a position in {@code derivedInOrder}. */
    private int[] open = new int[32];

    private int openFrom;
    private int openTo;

    private Expansion(RoleIndex index, boolean tracing, Trace trace) {
        this.index = index;
        this.tracing = tracing;
        this.trace = trace;
        granted = new BitSet(index.table().size());
        fixedDone = new BitSet(index.rules().size());
        widestDone = new BitSet(index.rules().size());
    }

    /**
     * What {@code assuming} leads to, without itself.
     *
     * @throws io.spotcluster.base.RejectedException InputError, when it is beyond all measure
     */
    static ScopeSet of(RoleIndex index, List<String> assuming) {
        return new Expansion(index, false, (by, rule, asWritten, scope) -> {}).follow(assuming);
    }

    /** The same, and tells {@code trace} of each step. */
    static ScopeSet traced(RoleIndex index, List<String> assuming, Trace trace) {
        return new Expansion(index, true, trace).follow(assuming);
    }

    private ScopeSet follow(List<String> assuming) {
        for (String scope : assuming) {
            apply(scope, index.reach(scope));
        }
        while (openFrom < openTo) {
            int next = open[openFrom++];
            if (next >= 0) {
                RoleIndex.Reach reach = index.reach(next);
                if (reach != null) {
                    apply(index.table().scope(next), reach);
                }
            } else {
                String scope = derivedInOrder.get(~next);
                apply(scope, index.reach(scope));
            }
        }
        ScopeSet fixed = index.table().set(granted);
        return derived.isEmpty() ? fixed : fixed.union(ScopeSet.of(derived));
    }

    private void apply(String scope, RoleIndex.Reach reach) {
        for (int number = fixedDone.nextClearBit(Math.max(0, reach.from()));
                number < reach.to();
                number = fixedDone.nextClearBit(number + 1)) {
            grantFixed(scope, number);
        }
        for (int number = widestDone.nextClearBit(reach.starsFrom());
                number < reach.starsTo();
                number = widestDone.nextClearBit(number + 1)) {
            grantWidest(scope, number);
        }
        int number = reach.beginning();
        if (number == RoleIndex.NONE) {
            return;
        }
        String text = ScopeSet.plain(scope);
        boolean pattern = ScopeSet.isPattern(scope);
        while (number != RoleIndex.NONE) {
            Rule rule = index.rule(number);
            int beginning = rule.text().length();
            if (pattern && beginning == text.length()) {
                grantWidest(scope, number);
            } else {
                grantFixed(scope, number);
                if (!widestDone.get(number)) {
                    for (Rule.Template template : rule.templates()) {
                        derive(scope, rule, template, template.fill(text.substring(beginning), pattern));
                    }
                }
            }
            number = index.parent(number);
        }
    }

    private void grantFixed(String by, int number) {
        if (fixedDone.get(number)) {
            return;
        }
        fixedDone.set(number);
        for (int rank : index.fixed(number)) {
            grant(by, number, index.table().scope(rank), rank);
        }
    }

    private void grantWidest(String by, int number) {
        grantFixed(by, number);
        if (widestDone.get(number)) {
            return;
        }
        widestDone.set(number);
        int[] ranks = index.widest(number);
        for (int i = 0; i < ranks.length; i++) {
            grant(by, number, index.rule(number).templates().get(i).asWritten(), ranks[i]);
        }
    }

    private void grant(String by, int number, String asWritten, int rank) {
        if (tracing) {
            trace.granted(by, index.rule(number), asWritten, index.table().scope(rank));
        }
        if (!granted.get(rank)) {
            granted.set(rank);
            if (index.reach(rank) != null) {
                push(rank);
            }
        }
    }

    private void derive(String by, Rule rule, Rule.Template template, String scope) {
        if (tracing) {
            trace.granted(by, rule, template.asWritten(), scope);
        }
        if (!derived.add(scope)) {
            return;
        }
        derivedCharacters += scope.length() + OVERHEAD;
        if (derivedCharacters > DERIVED_CHARACTERS) {
            throw new Rejection(
                            ErrorCode.INPUT_ERROR,
                            "the scopes expand to more than %d characters by roles with '<..>', such as '%s'"
                                    .formatted(DERIVED_CHARACTERS, rule.roleId()))
                    .asException();
        }
        if (RoleIndex.mayAssume(scope)) {
            derivedInOrder.add(scope);
            push(~(derivedInOrder.size() - 1));
        }
    }

    private void push(int value) {
        if (openTo == open.length) {
            open = Arrays.copyOf(open, 2 * open.length);
        }
        open[openTo++] = value;
    }
}

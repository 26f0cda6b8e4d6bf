package io.spotcluster.api.scopes;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Results of one set of roles: callers come again and again. Bounded by the characters it could hold at most, since anybody may
 * ask for the expansion of scopes as long as a request's body; full, it starts anew.
 */
final class RememberedExpansions {
    /** Of what is kept: much less in truth, since most texts are those of the roles. */
    static final long CHARACTERS = 32_000_000;

    /** What is larger is rare, and would drive out everything else. */
    private static final long LARGEST = CHARACTERS / 16;

    /** What a scope costs beside its characters. */
    private static final int OVERHEAD = 16;

    private final Map<List<String>, ScopeSet> known = new ConcurrentHashMap<>();
    private final AtomicLong size = new AtomicLong();

    ScopeSet get(List<String> assuming, Supplier<ScopeSet> expand) {
        ScopeSet found = known.get(assuming);
        if (found != null) {
            return found;
        }
        ScopeSet expanded = expand.get();
        long weight = weight(assuming) + weight(expanded.scopes());
        if (weight <= LARGEST) {
            if (size.addAndGet(weight) > CHARACTERS) {
                known.clear();
                size.set(weight);
            }
            known.put(assuming, expanded);
        }
        return expanded;
    }

    /** Of everything that is kept now. */
    long weight() {
        return known.entrySet().stream()
                .mapToLong(entry ->
                        weight(entry.getKey()) + weight(entry.getValue().scopes()))
                .sum();
    }

    private static long weight(List<String> scopes) {
        long weight = 0;
        for (String scope : scopes) {
            weight += scope.length() + OVERHEAD;
        }
        return weight;
    }
}

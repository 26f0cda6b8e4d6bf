package io.spotcluster.api.scopes;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Results of one set of roles: callers come again and again. Bounded by what it holds; full, it starts anew. */
final class RememberedExpansions {
    /** A reference each, and a text for those that templates made: some 20 MB at most. */
    private static final int SCOPES = 500_000;

    /** What is larger is rare, and would drive out everything else. */
    private static final int LARGEST = SCOPES / 10;

    private final Map<List<String>, ScopeSet> known = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    ScopeSet get(List<String> assuming, Supplier<ScopeSet> expand) {
        ScopeSet found = known.get(assuming);
        if (found != null) {
            return found;
        }
        ScopeSet expanded = expand.get();
        int weight = expanded.scopes().size() + assuming.size();
        if (weight <= LARGEST) {
            if (size.addAndGet(weight) > SCOPES) {
                known.clear();
                size.set(weight);
            }
            known.put(assuming, expanded);
        }
        return expanded;
    }
}

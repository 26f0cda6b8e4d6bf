package io.spotcluster.api.scopes;

import java.util.Collection;
import java.util.List;

/** A set of scopes without redundancy: none of its scopes satisfies another one. */
public record ScopeSet(List<String> scopes) {
    public static final ScopeSet EMPTY = new ScopeSet(List.of());

    public ScopeSet {
        scopes = List.copyOf(scopes);
    }

    /** Does one of ours equal {@code scope}, or end with {@code *} and begin it? */
    public boolean satisfies(String scope) {
        return scopes.stream().anyMatch(ours -> satisfies(ours, scope));
    }

    public boolean satisfiesAll(Collection<String> wanted) {
        return wanted.stream().allMatch(this::satisfies);
    }

    /** Does {@code held} satisfy {@code wanted}? */
    public static boolean satisfies(String held, String wanted) {
        return held.equals(wanted) || (held.endsWith("*") && wanted.startsWith(held.substring(0, held.length() - 1)));
    }
}

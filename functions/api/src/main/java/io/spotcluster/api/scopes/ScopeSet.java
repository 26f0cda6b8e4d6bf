package io.spotcluster.api.scopes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A set of scopes in normal form: sorted by {@link #ORDER} and without redundancy, so that none of them satisfies another
 * one. Whatever list it is made of, two sets that grant the same are equal.
 *
 * <p>A scope that ends with {@code *} grants every scope that begins with what stands before the star. Only a last star
 * means that: {@code a*b} is a plain scope. Of {@code a**}, {@code a*} is the plain beginning, so {@code a*} satisfies
 * {@code a**} and not the other way round.
 */
public record ScopeSet(List<String> scopes) {
    /**
     * The order in which a pattern comes right before everything that it satisfies: a last star sorts before the end of the
     * text, everything else by its characters.
     */
    public static final Comparator<String> ORDER = ScopeSet::compare;

    public static final ScopeSet EMPTY = new ScopeSet(List.of());

    private static final Pattern VALID = Pattern.compile("[ -~]*");

    public ScopeSet {
        scopes = normal(scopes);
    }

    public static ScopeSet of(String... scopes) {
        return new ScopeSet(Arrays.asList(scopes));
    }

    public static ScopeSet of(Collection<String> scopes) {
        return new ScopeSet(List.copyOf(scopes));
    }

    /** Scopes are printable ASCII, spaces included. */
    public static boolean isScope(String text) {
        return VALID.matcher(text).matches();
    }

    /** Does {@code held} satisfy {@code wanted}? */
    public static boolean satisfies(String held, String wanted) {
        int prefix = held.length() - 1;
        return held.equals(wanted)
                || (isPattern(held) && plainLength(wanted) >= prefix && wanted.regionMatches(0, held, 0, prefix));
    }

    /** Does one of ours satisfy {@code scope}? */
    public boolean satisfies(String scope) {
        // The one that satisfies a scope stands before it, and whatever stood in between would be satisfied as well.
        int found = Collections.binarySearch(scopes, scope, ORDER);
        return found >= 0 || (found < -1 && satisfies(scopes.get(-found - 2), scope));
    }

    public boolean satisfiesAll(Collection<String> wanted) {
        return wanted.stream().allMatch(this::satisfies);
    }

    public boolean satisfies(ScopeSet wanted) {
        return satisfiesAll(wanted.scopes);
    }

    /** What either of both grants. */
    public ScopeSet union(ScopeSet other) {
        if (scopes.isEmpty()) {
            return other;
        }
        if (other.scopes.isEmpty()) {
            return this;
        }
        List<String> both = new ArrayList<>(scopes.size() + other.scopes.size());
        int next = 0;
        for (String scope : scopes) {
            while (next < other.scopes.size() && compare(other.scopes.get(next), scope) < 0) {
                both.add(other.scopes.get(next++));
            }
            both.add(scope);
        }
        both.addAll(other.scopes.subList(next, other.scopes.size()));
        return new ScopeSet(both);
    }

    public ScopeSet with(String scope) {
        return satisfies(scope) ? this : union(of(scope));
    }

    /** What both grant. */
    public ScopeSet intersection(ScopeSet other) {
        List<String> both = new ArrayList<>();
        scopes.stream().filter(other::satisfies).forEach(both::add);
        other.scopes.stream().filter(this::satisfies).forEach(both::add);
        return new ScopeSet(both);
    }

    static boolean isPattern(String scope) {
        return scope.endsWith("*");
    }

    /** A scope without the star that ends it. */
    static String plain(String scope) {
        return scope.substring(0, plainLength(scope));
    }

    private static int plainLength(String scope) {
        return isPattern(scope) ? scope.length() - 1 : scope.length();
    }

    // Sets are merged for every request, so this is quick for plain scopes and makes no garbage.
    private static int compare(String one, String other) {
        if (!isPattern(one) && !isPattern(other)) {
            return one.compareTo(other);
        }
        int oneLength = plainLength(one);
        int otherLength = plainLength(other);
        for (int i = 0; i < Math.min(oneLength, otherLength); i++) {
            if (one.charAt(i) != other.charAt(i)) {
                return Character.compare(one.charAt(i), other.charAt(i));
            }
        }
        return oneLength == otherLength
                ? Boolean.compare(isPattern(other), isPattern(one))
                : Integer.compare(oneLength, otherLength);
    }

    private static List<String> normal(List<String> scopes) {
        List<String> sorted = new ArrayList<>(scopes);
        sorted.sort(ORDER);
        List<String> kept = new ArrayList<>(sorted.size());
        for (String scope : sorted) {
            if (kept.isEmpty() || !satisfies(kept.getLast(), scope)) {
                kept.add(scope);
            }
        }
        return List.copyOf(kept);
    }
}

package io.spotcluster.api.scopes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A set of scopes in normal form: sorted by {@link #ORDER} and without redundancy, so that none of them satisfies another
 * one. Whatever list it is made of, two sets that grant the same are equal.
 *
 * <p>A scope that ends with {@code *} grants every scope that begins with what stands before the star. Only a last star
 * means that: {@code a*b} is a plain scope. Of {@code a**}, {@code a*} is the plain beginning, so {@code a*} satisfies
 * {@code a**} and not the other way round.
 *
 * <p>Whether a set satisfies a scope takes the logarithm of its size; whether it satisfies another set, the sum of both at
 * most.
 */
public final class ScopeSet {
    /**
     * The order in which a pattern comes right before everything that it satisfies: a last star sorts before the end of the
     * text, everything else by its characters.
     */
    public static final Comparator<String> ORDER = ScopeSet::compare;

    public static final ScopeSet EMPTY = new ScopeSet(List.of());

    private static final Pattern VALID = Pattern.compile("[ -~]*");

    /** Of a set so many times smaller than another, each scope is looked up; otherwise both are walked through. */
    private static final int MUCH_SMALLER = 8;

    private final List<String> scopes;

    /** Of any list. */
    public ScopeSet(List<String> scopes) {
        this.scopes = List.copyOf(normal(scopes));
    }

    private ScopeSet(String[] normal) {
        this.scopes = List.of(normal);
    }

    public static ScopeSet of(String... scopes) {
        return new ScopeSet(Arrays.asList(scopes));
    }

    public static ScopeSet of(Collection<String> scopes) {
        return new ScopeSet(List.copyOf(scopes));
    }

    /** Of scopes that are in normal form already. */
    static ScopeSet ofNormal(List<String> scopes) {
        return new ScopeSet(scopes.toArray(String[]::new));
    }

    /** In normal form. */
    public List<String> scopes() {
        return scopes;
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
        if (wanted.scopes.size() < scopes.size() / MUCH_SMALLER) {
            return satisfiesAll(wanted.scopes);
        }
        return wanted.minus(this).scopes.isEmpty();
    }

    /** What either of both grants. */
    public ScopeSet union(ScopeSet other) {
        if (other.scopes.size() > scopes.size()) {
            return other.union(this);
        }
        if (satisfies(other)) {
            return this;
        }
        List<String> both = new ArrayList<>(scopes.size() + other.scopes.size());
        int next = 0;
        for (String scope : scopes) {
            while (next < other.scopes.size() && compare(other.scopes.get(next), scope) < 0) {
                addNew(both, other.scopes.get(next++));
            }
            addNew(both, scope);
        }
        while (next < other.scopes.size()) {
            addNew(both, other.scopes.get(next++));
        }
        return ofNormal(both);
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

    /** Those of ours that {@code other} does not satisfy. */
    public ScopeSet minus(ScopeSet other) {
        List<String> left = new ArrayList<>();
        int next = 0;
        for (String scope : scopes) {
            // What satisfies a scope is the last one of the others that does not come after it.
            while (next < other.scopes.size() && compare(other.scopes.get(next), scope) <= 0) {
                next++;
            }
            if (next == 0 || !satisfies(other.scopes.get(next - 1), scope)) {
                left.add(scope);
            }
        }
        return ofNormal(left);
    }

    static boolean isPattern(String scope) {
        return scope.endsWith("*");
    }

    /** A scope without the star that ends it. */
    static String plain(String scope) {
        return scope.substring(0, plainLength(scope));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ScopeSet set && scopes.equals(set.scopes);
    }

    @Override
    public int hashCode() {
        return scopes.hashCode();
    }

    @Override
    public String toString() {
        return scopes.toString();
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
        int common = Math.min(oneLength, otherLength);
        if (!one.regionMatches(0, other, 0, common)) {
            // They differ before either ends, so the stars do not matter.
            return one.compareTo(other);
        }
        return oneLength == otherLength
                ? Boolean.compare(isPattern(other), isPattern(one))
                : Integer.compare(oneLength, otherLength);
    }

    private static List<String> normal(List<String> scopes) {
        List<String> sorted = new ArrayList<>(scopes);
        sorted.sort(ORDER);
        List<String> kept = new ArrayList<>(sorted.size());
        sorted.forEach(scope -> addNew(kept, scope));
        return kept;
    }

    /** Adds the next one in the order, unless the last one satisfies it. */
    private static void addNew(List<String> kept, String scope) {
        if (kept.isEmpty() || !satisfies(kept.getLast(), scope)) {
            kept.add(scope);
        }
    }
}

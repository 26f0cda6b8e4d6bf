package io.spotcluster.api.scopes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which roles a scope assumes. Roles have numbers: first those that are assumed by their exact name, sorted by it, then those
 * with a star, sorted likewise. So a scope with a star assumes two ranges of numbers, and beside them the star roles whose
 * beginning it continues, which are a chain: each has the next shorter one as its parent.
 */
final class RoleIndex {
    static final int NONE = -1;

    private final List<Rule> rules;
    private final String[] exact;
    private final String[] prefixes;
    /** By position among the star roles: the position of the longest one that begins it, or {@link #NONE}. */
    private final int[] parents;

    private final ScopeTable table;
    private final int[][] fixed;
    private final int[][] widest;
    /** By rank: what the scope assumes; null, if nothing. */
    private final @Nullable Reach[] reaches;

    private RoleIndex(List<Rule> exactRules, List<Rule> prefixRules) {
        rules = Stream.concat(exactRules.stream(), prefixRules.stream()).toList();
        exact = exactRules.stream().map(Rule::text).toArray(String[]::new);
        prefixes = prefixRules.stream().map(Rule::text).toArray(String[]::new);
        parents = parents(prefixes);
        List<String> granted = new ArrayList<>();
        for (Rule rule : rules) {
            granted.addAll(rule.fixed());
            rule.templates().forEach(template -> granted.add(template.widest()));
        }
        ScopeTable.Ranked ranked = ScopeTable.of(granted);
        table = ranked.table();
        fixed = new int[rules.size()][];
        widest = new int[rules.size()][];
        for (int number = 0; number < rules.size(); number++) {
            Rule rule = rules.get(number);
            fixed[number] = ranked.ranksOf(rule.fixed());
            widest[number] = ranked.ranksOf(
                    rule.templates().stream().map(Rule.Template::widest).toList());
        }
        reaches = new Reach[table.size()];
        for (int rank = 0; rank < table.size(); rank++) {
            String scope = table.scope(rank);
            if (mayAssume(scope)) {
                Reach reach = reach(scope);
                reaches[rank] = reach.isEmpty() ? null : reach;
            }
        }
    }

    static RoleIndex of(Map<String, ? extends List<String>> roles) {
        List<Rule> exact = new ArrayList<>();
        List<Rule> prefixes = new ArrayList<>();
        roles.forEach((roleId, scopes) -> {
            Rule rule = Rule.of(roleId, scopes);
            (rule.prefix() ? prefixes : exact).add(rule);
        });
        exact.sort(Comparator.comparing(Rule::text));
        prefixes.sort(Comparator.comparing(Rule::text));
        return new RoleIndex(exact, prefixes);
    }

    /** Could the scope assume any role at all? */
    static boolean mayAssume(String scope) {
        return scope.startsWith(RoleSet.ASSUME)
                || (ScopeSet.isPattern(scope) && RoleSet.ASSUME.startsWith(ScopeSet.plain(scope)));
    }

    /**
     * What a scope assumes, as numbers of roles.
     *
     * @param from the first role that it reaches by its exact name
     * @param to the first one after them
     * @param starsFrom the first star role that begins with the scope (which then has a star itself) and is longer than it
     * @param starsTo the first one after them
     * @param beginning the longest star role that begins the scope, of which the parents do so too; or {@link #NONE}
     */
    record Reach(int from, int to, int starsFrom, int starsTo, int beginning) {
        boolean isEmpty() {
            return from >= to && starsFrom >= starsTo && beginning == NONE;
        }
    }

    List<Rule> rules() {
        return rules;
    }

    Rule rule(int number) {
        return rules.get(number);
    }

    ScopeTable table() {
        return table;
    }

    /** Ranks of what every holder of the role gets. */
    int[] fixed(int number) {
        return fixed[number];
    }

    /** Ranks of the widest meanings of the role's templates. */
    int[] widest(int number) {
        return widest[number];
    }

    /** Null, if the scope of that rank assumes nothing. */
    @Nullable
    Reach reach(int rank) {
        return reaches[rank];
    }

    Reach reach(String scope) {
        String text = ScopeSet.plain(scope);
        int beginning = beginning(text);
        if (!ScopeSet.isPattern(scope)) {
            int found = Arrays.binarySearch(exact, text);
            return new Reach(found, found < 0 ? found : found + 1, 0, 0, beginning);
        }
        String end = text + Character.MAX_VALUE;
        int stars = position(prefixes, text);
        if (stars < prefixes.length && prefixes[stars].equals(text)) {
            stars++;
        }
        return new Reach(
                position(exact, text),
                position(exact, end),
                exact.length + stars,
                exact.length + position(prefixes, end),
                beginning);
    }

    /** The number of the next shorter star role that begins the star role {@code number}, or {@link #NONE}. */
    int parent(int number) {
        int parent = parents[number - exact.length];
        return parent == NONE ? NONE : parent + exact.length;
    }

    /** What the role leads to, whatever the rest of a name may be. */
    List<Reach> dependencies(int number) {
        List<Reach> found = new ArrayList<>();
        for (int[] ranks : List.of(fixed[number], widest[number])) {
            for (int rank : ranks) {
                Reach reach = reaches[rank];
                if (reach != null) {
                    found.add(reach);
                }
            }
        }
        return found;
    }

    // The star roles that begin a text come before it in the order, and what stands between the last of them and the
    // text
    // begins with it too: so they are the text's predecessor or among its parents.
    private int beginning(String text) {
        int found = Arrays.binarySearch(prefixes, text);
        int candidate = found >= 0 ? found : -found - 2;
        while (candidate != NONE && !text.startsWith(prefixes[candidate])) {
            candidate = parents[candidate];
        }
        return candidate == NONE ? NONE : candidate + exact.length;
    }

    private static int[] parents(String[] prefixes) {
        int[] parents = new int[prefixes.length];
        for (int i = 0; i < prefixes.length; i++) {
            int candidate = i - 1;
            while (candidate != NONE && !prefixes[i].startsWith(prefixes[candidate])) {
                candidate = parents[candidate];
            }
            parents[i] = candidate;
        }
        return parents;
    }

    /** Of the first text that is not before {@code text}. */
    private static int position(String[] sorted, String text) {
        int found = Arrays.binarySearch(sorted, text);
        return found >= 0 ? found : -found - 1;
    }
}

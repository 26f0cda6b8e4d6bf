package io.spotcluster.api.scopes;

import io.spotcluster.base.Rejection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All roles at one version, compiled for expansion: whoever holds {@code assume:<roleId>} holds the role's scopes too.
 *
 * <p>A roleId that ends with {@code *} stands for every name that begins so, and in its scopes {@code <..>} stands for the
 * rest of that name. A held scope that ends with {@code *}, such as {@code assume:x*} or even {@code a*}, assumes every
 * role that it reaches; then {@code <..>} and all that follows it in the scope becomes {@code *}.
 *
 * <p>Expansion is monotone and idempotent: who is granted less never expands to more.
 */
public final class RoleSet {
    /** What a scope must begin with to assume a role. */
    public static final String ASSUME = "assume:";

    /** In the scopes of a role whose roleId ends with {@code *}: the rest of the name. */
    public static final String REST = "<..>";

    public static final RoleSet NONE = compile(0, Map.of());

    private static final int REMEMBERED_EXPANSIONS = 10_000;

    private final long version;
    private final NavigableMap<String, Rule> exact = new TreeMap<>();
    private final NavigableMap<String, Rule> prefixes = new TreeMap<>();
    private final Map<List<String>, ScopeSet> expansions = new ConcurrentHashMap<>();

    private RoleSet(long version) {
        this.version = version;
    }

    /**
     * @param version of the set, as its owner counts
     * @param roles roleId to scopes; known to be without fault ({@link #fault})
     */
    public static RoleSet compile(long version, Map<String, ? extends List<String>> roles) {
        RoleSet set = new RoleSet(version);
        roles.forEach((roleId, scopes) -> {
            Rule rule = Rule.of(roleId, scopes);
            (rule.prefix() ? set.prefixes : set.exact).put(rule.text(), rule);
        });
        return set;
    }

    public long version() {
        return version;
    }

    /** What {@code held} grants with every role that it assumes, directly or through other roles. */
    public ScopeSet expand(ScopeSet held) {
        List<String> assuming =
                held.scopes().stream().filter(RoleSet::mayAssume).toList();
        if (assuming.isEmpty()) {
            return held;
        }
        ScopeSet known = expansions.get(assuming);
        if (known == null) {
            known = follow(assuming);
            if (expansions.size() >= REMEMBERED_EXPANSIONS) {
                expansions.clear();
            }
            expansions.put(assuming, known);
        }
        return known.satisfies(held) ? known : known.union(held);
    }

    /**
     * Why these roles cannot stand together, if so: a cycle, by which a role leads to itself, or a scope with more than one
     * {@code <..>} or with {@code *<..>} at its end.
     */
    public static Optional<Rejection> fault(Map<String, ? extends List<String>> roles) {
        return roles.entrySet().stream()
                .flatMap(role -> Rule.fault(role.getKey(), role.getValue()))
                .findFirst()
                .or(() -> compile(0, roles).cycle());
    }

    /** The least single scope that grants whatever {@code scope} may come to mean in the role {@code roleId}. */
    public static String widest(String roleId, String scope) {
        int rest = ScopeSet.isPattern(roleId) ? scope.indexOf(REST) : -1;
        return rest < 0 ? scope : scope.substring(0, rest) + "*";
    }

    private static boolean mayAssume(String scope) {
        return scope.startsWith(ASSUME) || (ScopeSet.isPattern(scope) && ASSUME.startsWith(ScopeSet.plain(scope)));
    }

    private ScopeSet follow(List<String> assuming) {
        // Whatever a scope leads to, one that satisfies it leads to as well: so only scopes that none before satisfies
        // are
        // followed.
        NavigableSet<String> followed = new TreeSet<>(ScopeSet.ORDER);
        Deque<String> open = new ArrayDeque<>(assuming);
        Set<String> granted = new HashSet<>(assuming);
        while (!open.isEmpty()) {
            String scope = open.pop();
            if (isSatisfied(followed, scope)) {
                continue;
            }
            followed.add(scope);
            for (Match match : matches(scope)) {
                match.scopes().filter(granted::add).filter(RoleSet::mayAssume).forEach(open::push);
            }
        }
        return ScopeSet.of(granted);
    }

    private static boolean isSatisfied(NavigableSet<String> followed, String scope) {
        // `followed` may hold what a later one satisfies, which may then hide that later one. To follow a scope twice
        // does
        // no harm.
        String before = followed.floor(scope);
        return before != null && ScopeSet.satisfies(before, scope);
    }

    /** The roles that {@code scope} assumes by itself. */
    private List<Match> matches(String scope) {
        List<Match> found = new ArrayList<>();
        String text = ScopeSet.plain(scope);
        boolean pattern = ScopeSet.isPattern(scope);
        prefixesOf(
                text,
                rule -> found.add(new Match(rule, text.substring(rule.text().length()), pattern)));
        if (pattern) {
            // The prefix rule at `text` itself was found above.
            below(prefixes, text, false).forEach(rule -> found.add(new Match(rule, "", true)));
            below(exact, text, true).forEach(rule -> found.add(new Match(rule, "", true)));
        } else {
            Rule rule = exact.get(text);
            if (rule != null) {
                found.add(new Match(rule, "", false));
            }
        }
        return found;
    }

    private void prefixesOf(String text, Consumer<Rule> found) {
        Map.Entry<String, Rule> candidate = prefixes.floorEntry(text);
        while (candidate != null) {
            String prefix = candidate.getKey();
            int common = commonLength(prefix, text);
            if (common == prefix.length()) {
                found.accept(candidate.getValue());
                candidate = prefixes.lowerEntry(prefix);
            } else {
                // Every shorter prefix of the text is at most as long as what both have in common.
                candidate = prefixes.floorEntry(text.substring(0, common));
            }
        }
    }

    private static int commonLength(String one, String other) {
        int limit = Math.min(one.length(), other.length());
        int common = 0;
        while (common < limit && one.charAt(common) == other.charAt(common)) {
            common++;
        }
        return common;
    }

    private static Iterable<Rule> below(NavigableMap<String, Rule> rules, String prefix, boolean inclusive) {
        return rules.subMap(prefix, inclusive, prefix + Character.MAX_VALUE, true)
                .values();
    }

    private Optional<Rejection> cycle() {
        Set<Rule> done = new HashSet<>();
        for (Rule start : Stream.concat(exact.values().stream(), prefixes.values().stream())
                .toList()) {
            // Depth first, without recursion: chains may be longer than a stack is deep.
            Set<Rule> path = new LinkedHashSet<>();
            Deque<Visit> visits = new ArrayDeque<>();
            if (!done.contains(start)) {
                path.add(start);
                visits.push(new Visit(start, dependencies(start).iterator()));
            }
            while (!visits.isEmpty()) {
                Visit visit = visits.getFirst();
                if (!visit.left().hasNext()) {
                    done.add(visit.rule());
                    path.remove(visit.rule());
                    visits.pop();
                    continue;
                }
                Rule next = visit.left().next();
                if (path.contains(next)) {
                    return Optional.of(Rejection.input(cycleMessage(path, next)));
                }
                if (!done.contains(next)) {
                    path.add(next);
                    visits.push(new Visit(next, dependencies(next).iterator()));
                }
            }
        }
        return Optional.empty();
    }

    private static String cycleMessage(Set<Rule> path, Rule again) {
        List<String> cycle = new ArrayList<>(path.stream()
                .dropWhile(rule -> !rule.equals(again))
                .map(Rule::roleId)
                .toList());
        cycle.add(again.roleId());
        return "the roles would form a cycle, in which a role leads to itself: '%s'"
                .formatted(String.join("' -> '", cycle));
    }

    private Set<Rule> dependencies(Rule rule) {
        Set<Rule> found = new LinkedHashSet<>();
        // With the widest rest of a name that there is.
        new Match(rule, "", rule.prefix())
                .scopes()
                .filter(RoleSet::mayAssume)
                .flatMap(scope -> matches(scope).stream())
                .map(Match::rule)
                .forEach(found::add);
        return found;
    }

    private record Visit(Rule rule, Iterator<Rule> left) {}

    /** A rule that a scope reached; {@code rest} is the end of the name, open to the right if {@code pattern}. */
    private record Match(Rule rule, String rest, boolean pattern) {
        Stream<String> scopes() {
            return Stream.concat(
                    rule.fixed().stream(),
                    rule.templates().stream()
                            .map(template -> template.before() + rest + (pattern ? "*" : template.after())));
        }
    }

    /** What stands before and after {@code <..>}. */
    private record Template(String before, String after) {}

    /** A role: {@code text} is what a scope must equal, or begin with if {@code prefix}. */
    private record Rule(String roleId, String text, boolean prefix, List<String> fixed, List<Template> templates) {
        static Rule of(String roleId, List<String> scopes) {
            boolean prefix = ScopeSet.isPattern(roleId);
            List<String> fixed = new ArrayList<>();
            List<Template> templates = new ArrayList<>();
            for (String scope : scopes) {
                int rest = prefix ? scope.indexOf(REST) : -1;
                if (rest < 0) {
                    fixed.add(scope);
                } else {
                    templates.add(new Template(scope.substring(0, rest), scope.substring(rest + REST.length())));
                }
            }
            return new Rule(
                    roleId, ASSUME + ScopeSet.plain(roleId), prefix, List.copyOf(fixed), List.copyOf(templates));
        }

        static Stream<Rejection> fault(String roleId, List<String> scopes) {
            return of(roleId, scopes).templates().stream().flatMap(template -> {
                String scope = template.before() + REST + template.after();
                if (template.after().contains(REST)) {
                    return Stream.of(Rejection.input(
                            "the scope '%s' of the role '%s' has more than one '<..>'".formatted(scope, roleId)));
                }
                if (template.after().isEmpty() && template.before().endsWith("*")) {
                    // With an empty rest of the name the star would come to mean "anything".
                    return Stream.of(Rejection.input(
                            "the scope '%s' of the role '%s' ends with '*<..>', where the star is ambiguous"
                                    .formatted(scope, roleId)));
                }
                return Stream.empty();
            });
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Rule rule && roleId.equals(rule.roleId);
        }

        @Override
        public int hashCode() {
            return roleId.hashCode();
        }
    }
}

package io.spotcluster.api.scopes;

import io.spotcluster.api.scopes.Explanation.Chain;
import io.spotcluster.api.scopes.Explanation.Granting;
import io.spotcluster.api.scopes.Explanation.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Follows one expansion and keeps how it came to each scope. Breadth comes first, so the first way is a shortest one. */
final class Explainer {
    /** One grant: by which scope a role was assumed that granted another one. */
    private record Grant(String by, Step step) {}

    private final RoleIndex index;
    private final String wanted;
    private final Set<String> held = new HashSet<>();
    private final Map<String, Grant> first = new HashMap<>();
    private final List<Grant> last = new ArrayList<>();

    private Explainer(RoleIndex index, String wanted) {
        this.index = index;
        this.wanted = wanted;
    }

    static Explanation explain(RoleIndex index, ScopeSet held, String wanted, int limit) {
        return new Explainer(index, wanted).explain(held, limit);
    }

    private Explanation explain(ScopeSet scopes, int limit) {
        held.addAll(scopes.scopes());
        List<Chain> chains = new ArrayList<>();
        scopes.scopes().stream()
                .filter(scope -> ScopeSet.satisfies(scope, wanted))
                .map(scope -> new Chain(scope, List.of()))
                .forEach(chains::add);
        List<String> assuming =
                scopes.scopes().stream().filter(RoleIndex::mayAssume).toList();
        Expansion.traced(index, assuming, this::granted);
        last.forEach(grant -> chains.add(chain(grant)));
        List<Granting> granting = chains.isEmpty() ? granting(limit + 1) : List.of();
        return new Explanation(
                chains.subList(0, Math.min(limit, chains.size())),
                chains.size() > limit,
                granting.subList(0, Math.min(limit, granting.size())),
                granting.size() > limit);
    }

    private void granted(String by, Rule rule, String asWritten, String scope) {
        Grant grant = new Grant(by, new Step(rule.roleId(), asWritten, scope));
        if (!held.contains(scope)) {
            first.putIfAbsent(scope, grant);
        }
        if (ScopeSet.satisfies(scope, wanted)) {
            last.add(grant);
        }
    }

    private Chain chain(Grant end) {
        List<Step> steps = new ArrayList<>();
        Grant grant = end;
        while (true) {
            steps.addFirst(grant.step());
            if (held.contains(grant.by())) {
                return new Chain(grant.by(), steps);
            }
            grant = Optional.ofNullable(first.get(grant.by()))
                    .orElseThrow(() -> new IllegalStateException("a scope that nothing granted assumed a role"));
        }
    }

    private List<Granting> granting(int limit) {
        List<Granting> found = new ArrayList<>();
        for (Rule rule : index.rules()) {
            rule.fixed().stream()
                    .filter(scope -> ScopeSet.satisfies(scope, wanted))
                    .forEach(scope -> found.add(
                            new Granting(rule.roleId(), scope, rule.prefix() ? rule.text() + "…" : rule.text())));
            for (Rule.Template template : rule.templates()) {
                rest(template)
                        .ifPresent(rest ->
                                found.add(new Granting(rule.roleId(), template.asWritten(), rule.text() + rest)));
            }
            if (found.size() >= limit) {
                return found.subList(0, limit);
            }
        }
        return found;
    }

    /** The rest of a name with which the template grants what is wanted. */
    private Optional<String> rest(Rule.Template template) {
        String text = ScopeSet.plain(wanted);
        if (!text.startsWith(template.before())) {
            return Optional.empty();
        }
        String after = template.after();
        boolean open = ScopeSet.isPattern(after);
        int from = template.before().length();
        int to = open
                ? text.indexOf(ScopeSet.plain(after), from)
                : wanted.endsWith(after) ? wanted.length() - after.length() : -1;
        return Optional.of(to)
                .filter(end -> end >= from)
                .map(end -> wanted.substring(from, end))
                .filter(rest -> ScopeSet.satisfies(template.fill(rest, false), wanted));
    }
}

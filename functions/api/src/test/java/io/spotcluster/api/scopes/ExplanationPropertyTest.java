package io.spotcluster.api.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.scopes.Explanation.Chain;
import io.spotcluster.api.scopes.Explanation.Granting;
import io.spotcluster.api.scopes.Explanation.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Whatever the roles, an explanation is true, and the shortest one comes first. */
class ExplanationPropertyTest {
    private static final int MANY = 1000;

    @Provide
    Arbitrary<Map<String, List<String>>> sound() {
        return ScopeArbitraries.roles()
                .filter(roles -> RoleSet.compile(0, roles).fault().isEmpty());
    }

    @Provide
    Arbitrary<ScopeSet> held() {
        return ScopeArbitraries.assumingSet();
    }

    @Provide
    Arbitrary<String> wanted() {
        return Arbitraries.oneOf(
                ScopeArbitraries.assuming(),
                Arbitraries.of("x:y", "x:a", "x:ab", "x:*", "x:b*", "y", "x:a/y", "x:b*/y"));
    }

    @Property(tries = 1500)
    void thereIsAChainIfAndOnlyIfTheScopeIsSatisfied(
            @ForAll("sound") Map<String, List<String>> roles,
            @ForAll("held") ScopeSet held,
            @ForAll("wanted") String wanted) {
        RoleSet set = RoleSet.compile(1, roles);

        Explanation explanation = set.explain(held, wanted, MANY);

        Statistics.collect(
                explanation.chains().isEmpty()
                        ? "not satisfied"
                        : "steps: " + explanation.chains().getFirst().steps().size());
        assertThat(explanation.isSatisfied()).isEqualTo(set.expand(held).satisfies(wanted));
    }

    @Property(tries = 1500)
    void everyStepOfAChainIsARoleThatTheScopeBeforeAssumes(
            @ForAll("sound") Map<String, List<String>> roles,
            @ForAll("held") ScopeSet held,
            @ForAll("wanted") String wanted) {
        for (Chain chain : RoleSet.compile(1, roles).explain(held, wanted, MANY).chains()) {
            assertThat(held.scopes()).contains(chain.held());
            assertThat(ScopeSet.satisfies(chain.last(), wanted)).isTrue();
            String scope = chain.held();
            for (Step step : chain.steps()) {
                assertThat(roles.get(step.roleId())).contains(step.asWritten());
                RoleSet alone = RoleSet.compile(1, Map.of(step.roleId(), List.of(step.asWritten())));
                assertThat(alone.expand(ScopeSet.of(scope)).satisfies(step.scope()))
                        .as("%s in %s", step, chain)
                        .isTrue();
                scope = step.scope();
            }
        }
    }

    @Property(tries = 1000)
    void theFirstChainIsAShortestOneAndTheyGetLonger(
            @ForAll("sound") Map<String, List<String>> roles,
            @ForAll("held") ScopeSet held,
            @ForAll("wanted") String wanted) {
        List<Integer> lengths = RoleSet.compile(1, roles).explain(held, wanted, MANY).chains().stream()
                .map(chain -> chain.steps().size())
                .toList();

        assertThat(lengths).isSorted();
        if (!lengths.isEmpty()) {
            assertThat(lengths.getFirst()).isEqualTo(distance(roles, held, wanted));
        }
    }

    @Property(tries = 1000)
    void whoHoldsWhatIsMissingSatisfiesTheScope(
            @ForAll("sound") Map<String, List<String>> roles,
            @ForAll("held") ScopeSet held,
            @ForAll("wanted") String wanted) {
        RoleSet set = RoleSet.compile(1, roles);
        Explanation explanation = set.explain(held, wanted, MANY);

        for (Granting granting : explanation.granting()) {
            assertThat(roles.get(granting.roleId())).contains(granting.asWritten());
            assertThat(set.expand(held.with(granting.assume().replace("…", "any")))
                            .satisfies(wanted))
                    .as("%s", granting)
                    .isTrue();
        }
        boolean anybodyGrants = roles.keySet().stream()
                .anyMatch(roleId -> Map.of(roleId, roles.getOrDefault(roleId, List.of())).values().stream()
                        .flatMap(List::stream)
                        .anyMatch(scope -> !roleId.endsWith("*") && ScopeSet.satisfies(scope, wanted)));
        assertThat(explanation.granting().isEmpty() && !explanation.isSatisfied() && anybodyGrants)
                .isFalse();
    }

    @Property(tries = 300)
    void aLimitCutsTheEndOffAndSaysSo(
            @ForAll("sound") Map<String, List<String>> roles,
            @ForAll("held") ScopeSet held,
            @ForAll("wanted") String wanted) {
        RoleSet set = RoleSet.compile(1, roles);
        Explanation all = set.explain(held, wanted, MANY);

        Explanation first = set.explain(held, wanted, 1);

        assertThat(first.chains()).isEqualTo(all.chains().stream().limit(1).toList());
        assertThat(first.moreChains()).isEqualTo(all.chains().size() > 1);
        assertThat(first.granting()).isEqualTo(all.granting().stream().limit(1).toList());
        assertThat(first.moreGranting()).isEqualTo(all.granting().size() > 1);
    }

    /** How many roles there are between: apply all roles once, again and again. */
    private static int distance(Map<String, List<String>> roles, ScopeSet held, String wanted) {
        Set<String> reached = new HashSet<>(held.scopes());
        for (int steps = 0; steps <= roles.size() + 1; steps++) {
            if (ScopeSet.of(reached).satisfies(wanted)) {
                return steps;
            }
            RoleSetPropertyTest.applyOnce(roles, reached);
        }
        throw new AssertionError("not to be reached");
    }
}

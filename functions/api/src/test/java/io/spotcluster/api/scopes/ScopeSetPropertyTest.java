package io.spotcluster.api.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ScopeSetPropertyTest {
    @Provide
    Arbitrary<String> scopes() {
        return ScopeArbitraries.scope();
    }

    /** So short that one often satisfies another. */
    @Provide("short")
    Arbitrary<String> shortScopes() {
        return Arbitraries.strings().withChars('a', '*').ofMaxLength(4);
    }

    @Provide
    Arbitrary<ScopeSet> scopeSets() {
        return ScopeArbitraries.scopeSet();
    }

    @Property
    void satisfactionIsReflexive(@ForAll("scopes") String scope) {
        assertThat(ScopeSet.satisfies(scope, scope)).isTrue();
    }

    @Property(tries = 5000)
    void satisfactionIsTransitive(
            @ForAll("short") String one, @ForAll("short") String two, @ForAll("short") String three) {
        boolean overTwo = ScopeSet.satisfies(one, two) && ScopeSet.satisfies(two, three);

        assertThat(!overTwo || ScopeSet.satisfies(one, three)).isTrue();
    }

    @Property(tries = 5000)
    void twoScopesThatSatisfyEachOtherAreOne(@ForAll("short") String one, @ForAll("short") String two) {
        boolean eachOther = ScopeSet.satisfies(one, two) && ScopeSet.satisfies(two, one);

        assertThat(eachOther).isEqualTo(one.equals(two));
    }

    @Property
    void aSetSatisfiesWhatAnyOfItsScopesSatisfies(@ForAll("scopeSets") ScopeSet set, @ForAll("scopes") String scope) {
        assertThat(set.satisfies(scope))
                .isEqualTo(set.scopes().stream().anyMatch(held -> ScopeSet.satisfies(held, scope)));
    }

    @Property
    void theNormalFormGrantsWhatItWasMadeOf(
            @ForAll("scopeSets") ScopeSet set, @ForAll List<@From("scopes") String> list) {
        ScopeSet normal = new ScopeSet(list);

        assertThat(normal.satisfiesAll(list)).isTrue();
        assertThat(list).containsAll(normal.scopes());
        assertThat(new ScopeSet(normal.scopes())).isEqualTo(normal);
    }

    @Property
    void theOrderOfScopesDoesNotMatter(@ForAll List<@From("scopes") String> list, @ForAll Random random) {
        List<String> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, random);

        assertThat(new ScopeSet(shuffled)).isEqualTo(new ScopeSet(list));
    }

    @Property
    void noScopeOfASetSatisfiesAnother(@ForAll("scopeSets") ScopeSet set) {
        for (String one : set.scopes()) {
            for (String other : set.scopes()) {
                assertThat(ScopeSet.satisfies(one, other)).isEqualTo(one.equals(other));
            }
        }
    }

    @Property
    void theUnionGrantsWhatEitherDoes(
            @ForAll("scopeSets") ScopeSet one, @ForAll("scopeSets") ScopeSet two, @ForAll("scopes") String scope) {
        assertThat(one.union(two).satisfies(scope)).isEqualTo(one.satisfies(scope) || two.satisfies(scope));
        assertThat(one.union(two)).isEqualTo(two.union(one));
        assertThat(one.union(two).scopes()).isSortedAccordingTo(ScopeSet.ORDER);
    }

    @Property
    void theIntersectionGrantsWhatBothDo(
            @ForAll("scopeSets") ScopeSet one, @ForAll("scopeSets") ScopeSet two, @ForAll("scopes") String scope) {
        assertThat(one.intersection(two).satisfies(scope)).isEqualTo(one.satisfies(scope) && two.satisfies(scope));
    }

    @Property
    void moreScopesGrantMore(
            @ForAll("scopeSets") ScopeSet set, @ForAll("scopes") String added, @ForAll("scopes") String scope) {
        assertThat(set.with(added).satisfies(scope))
                .isEqualTo(set.satisfies(scope) || ScopeSet.satisfies(added, scope));
    }

    @Property
    void aSetSatisfiesAnotherIfItSatisfiesEachScopeOfIt(
            @ForAll("scopeSets") ScopeSet held, @ForAll("scopeSets") ScopeSet wanted) {
        assertThat(held.satisfies(wanted)).isEqualTo(wanted.scopes().stream().allMatch(held::satisfies));
    }

    @Property
    void whatIsLeftIsWhatTheOtherSetDoesNotSatisfy(
            @ForAll("scopeSets") ScopeSet set, @ForAll("scopeSets") ScopeSet other) {
        assertThat(set.minus(other).scopes())
                .isEqualTo(set.scopes().stream()
                        .filter(scope -> !other.satisfies(scope))
                        .toList());
        assertThat(set.minus(other).union(other).satisfies(set)).isTrue();
    }
}

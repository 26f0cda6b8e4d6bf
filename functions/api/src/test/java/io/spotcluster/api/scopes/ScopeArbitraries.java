package io.spotcluster.api.scopes;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Scopes and roles from so few characters that they often meet. */
final class ScopeArbitraries {
    private ScopeArbitraries() {}

    static Arbitrary<String> scope() {
        return Arbitraries.strings().withChars('a', 'b', '*').ofMaxLength(5);
    }

    static Arbitrary<ScopeSet> scopeSet() {
        return scope().list().ofMaxSize(8).map(ScopeSet::new);
    }

    /** What may assume roles, and sometimes what may not. */
    static Arbitrary<String> assuming() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, roleId().map(id -> RoleSet.ASSUME + id)),
                Tuple.of(1, Arbitraries.integers().between(0, 7).map(n -> RoleSet.ASSUME.substring(0, n) + "*")),
                Tuple.of(1, scope()));
    }

    static Arbitrary<ScopeSet> assumingSet() {
        return assuming().list().ofMinSize(1).ofMaxSize(4).map(ScopeSet::new);
    }

    /** Often with faults, which a property has to assume away. */
    static Arbitrary<Map<String, List<String>>> roles() {
        return Arbitraries.maps(roleId(), granted().list().uniqueElements().ofMaxSize(3))
                .ofMaxSize(5);
    }

    /** As above, but many. */
    static Arbitrary<Map<String, List<String>>> manyRoles() {
        return Arbitraries.maps(roleId(), granted().list().uniqueElements().ofMaxSize(3))
                .ofMinSize(15)
                .ofMaxSize(25);
    }

    private static Arbitrary<String> roleId() {
        return Arbitraries.strings()
                .withChars('a', 'b')
                .ofMinLength(1)
                .ofMaxLength(4)
                .flatMap(name -> Arbitraries.of("", "*").map(star -> name + star));
    }

    private static Arbitrary<String> granted() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, roleId().map(id -> RoleSet.ASSUME + id)),
                Tuple.of(
                        2,
                        roleId().map(id ->
                                RoleSet.ASSUME + id.replace("*", "") + RoleSet.REST + (id.endsWith("*") ? "b" : ""))),
                Tuple.of(1, Arbitraries.of("x:<..>", "x:<..>/y", "x:<..>*", "x:y", "x:*", "y")));
    }
}

package io.spotcluster.api.scopes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleSetTest {
    private static final Map<String, List<String>> LETTERS = Map.of(
            "a", List.of("A"),
            "ab", List.of("AB"),
            "abc", List.of("ABC"),
            "a*", List.of("A-STAR"),
            "ab*", List.of("AB-STAR"),
            "*", List.of("STAR"));

    private static List<String> expand(Map<String, List<String>> roles, String... scopes) {
        return RoleSet.compile(1, roles).expand(ScopeSet.of(scopes)).scopes();
    }

    @Test
    void scopesThatAssumeNothingStayAsTheyAre() {
        assertThat(expand(LETTERS, "b", "assumes:a", ":*", ":assume*")).containsExactly(":*", "assumes:a", "b");
    }

    @Test
    void aRoleIsAssumedByItsName() {
        assertThat(expand(Map.of("a", List.of("A", "A2"), "b", List.of("B")), "assume:a"))
                .containsExactly("A", "A2", "assume:a");
    }

    @Test
    void aNameAssumesEveryPrefixRoleThatBeginsIt() {
        assertThat(expand(LETTERS, "assume:ab")).containsExactly("A-STAR", "AB", "AB-STAR", "STAR", "assume:ab");
        assertThat(expand(LETTERS, "assume:a")).containsExactly("A", "A-STAR", "STAR", "assume:a");
        assertThat(expand(LETTERS, "assume:")).containsExactly("STAR", "assume:");
    }

    @Test
    void aPatternAssumesEveryRoleItReaches() {
        assertThat(expand(LETTERS, "assume:ab*"))
                .containsExactly("A-STAR", "AB", "AB-STAR", "ABC", "STAR", "assume:ab*");
        assertThat(expand(LETTERS, "assume:abcd*")).containsExactly("A-STAR", "AB-STAR", "STAR", "assume:abcd*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*", "as*", "assume*", "assume:*"})
    void aPatternThatBeginsAssumeAssumesEveryRole(String scope) {
        assertThat(expand(LETTERS, scope)).containsExactly("A", "A-STAR", "AB", "AB-STAR", "ABC", "STAR", scope);
    }

    @Test
    void theStarAloneNeedsNoExpansion() {
        assertThat(expand(LETTERS, "*")).containsExactly("*");
    }

    @Test
    void theRestOfTheNameIsFilledIn() {
        Map<String, List<String>> roles = Map.of("project:*", List.of("secrets:get:project/<..>/*", "irc:<..>"));

        assertThat(expand(roles, "assume:project:ci"))
                .containsExactly("assume:project:ci", "irc:ci", "secrets:get:project/ci/*");
        assertThat(expand(roles, "assume:project:")).contains("irc:", "secrets:get:project//*");
    }

    @Test
    void forAPatternTheRestAndAllBehindItBecomeAStar() {
        Map<String, List<String>> roles = Map.of("project:*", List.of("secrets:get:project/<..>/read", "irc:<..>"));

        assertThat(expand(roles, "assume:project:ci*"))
                .containsExactly("assume:project:ci*", "irc:ci*", "secrets:get:project/ci*");
        assertThat(expand(roles, "assume:proj*")).containsExactly("assume:proj*", "irc:*", "secrets:get:project/*");
    }

    @Test
    void inARoleWithoutStarTheRestIsPlainText() {
        assertThat(expand(Map.of("a", List.of("x:<..>")), "assume:a")).containsExactly("assume:a", "x:<..>");
    }

    @Test
    void rolesLeadToFurtherRoles() {
        Map<String, List<String>> roles = Map.of(
                "admin-of:*", List.of("assume:manage:project-<..>/*"),
                "manage:*", List.of("auth:create-role:<..>", "auth:update-role:<..>"));

        assertThat(expand(roles, "assume:admin-of:ci"))
                .containsExactly(
                        "assume:admin-of:ci",
                        "assume:manage:project-ci/*",
                        "auth:create-role:project-ci/*",
                        "auth:update-role:project-ci/*");
    }

    @Test
    void aLongChainIsFollowedToItsEnd() {
        Map<String, List<String>> roles = new HashMap<>(Map.of("step-5000", List.of("goal")));
        IntStream.range(0, 5000).forEach(i -> roles.put("step-" + i, List.of("assume:step-" + (i + 1))));

        assertThat(RoleSet.compile(0, roles).fault()).isEmpty();
        assertThat(expand(roles, "assume:step-0")).hasSize(5002).contains("goal");
    }

    @Test
    void aRoleThatLeadsToItselfIsAFaultThatNamesTheCircle() {
        Map<String, List<String>> roles =
                Map.of("a", List.of("assume:b"), "b", List.of("assume:c"), "c", List.of("assume:b"), "d", List.of());

        assertThat(RoleSet.compile(0, roles).fault()).hasValueSatisfying(fault -> {
            assertThat(fault.code()).isEqualTo(ErrorCode.INPUT_ERROR);
            assertThat(fault.message()).contains("'b' -> 'c' -> 'b'");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "assume:*", "as*", "assume:abc", "assume:abc*", "assume:ab<..>", "assume:a*", "assum<..>"})
    void aPrefixRoleThatMightReachItselfIsAFault(String scope) {
        assertThat(RoleSet.compile(0, Map.of("ab*", List.of(scope))).fault()).isPresent();
    }

    @Test
    void aCircleThroughTheRestOfANameIsAFault() {
        assertThat(RoleSet.compile(0, Map.of("a*", List.of("assume:b<..>x"), "bstuff*", List.of("assume:a<..>")))
                        .fault())
                .isPresent();
        assertThat(RoleSet.compile(
                                0,
                                Map.of(
                                        "bb*",
                                        List.of("assume:cd<..>"),
                                        "cde*",
                                        List.of("assume:de<..>x"),
                                        "d*",
                                        List.of("assume:b")))
                        .fault())
                .isEmpty();
    }

    @Test
    void evenRolesInACircleExpandToSomething() {
        // Such a set is refused when it is written; a reader must not hang on it all the same.
        assertThat(expand(Map.of("a", List.of("assume:b", "A"), "b", List.of("assume:a", "B")), "assume:a"))
                .containsExactly("A", "B", "assume:a", "assume:b");
    }

    @Test
    void moreThanOneRestIsAFault() {
        assertThat(RoleSet.compile(0, Map.of("a*", List.of("x:<..>:<..>")))
                        .fault()
                        .map(Rejection::message))
                .hasValueSatisfying(message -> assertThat(message).contains("x:<..>:<..>", "a*", "more than one"));
    }

    @Test
    void aStarRightBeforeAFinalRestIsAFault() {
        assertThat(RoleSet.compile(0, Map.of("a*", List.of("x:*<..>"))).fault().map(Rejection::message))
                .hasValueSatisfying(message -> assertThat(message).contains("x:*<..>", "ambiguous"));
        assertThat(RoleSet.compile(0, Map.of("a*", List.of("x:*<..>y"))).fault())
                .isEmpty();
        assertThat(RoleSet.compile(0, Map.of("a", List.of("x:*<..>", "y:<..><..>")))
                        .fault())
                .isEmpty();
    }

    @Test
    void theWidestMeaningOfATemplateEndsWhereTheRestBegins() {
        assertThat(RoleSet.widest("project:*", "secrets:<..>/x")).isEqualTo("secrets:*");
        assertThat(RoleSet.widest("project:*", "secrets:x")).isEqualTo("secrets:x");
        assertThat(RoleSet.widest("project", "secrets:<..>/x")).isEqualTo("secrets:<..>/x");
    }

    @Test
    void rolesThatMultiplyScopesBeyondAllMeasureAreNotFollowedToTheEnd() {
        Map<String, List<String>> roles = new HashMap<>();
        IntStream.range(0, 60)
                .forEach(i -> roles.put(
                        "step-%02d:*".formatted(i),
                        List.of("assume:step-%02d:<..>a".formatted(i + 1), "assume:step-%02d:<..>b".formatted(i + 1))));
        RoleSet set = RoleSet.compile(1, roles);

        assertThat(set.fault()).isEmpty();
        assertThat(set.expand(ScopeSet.of("assume:step-00:*")).scopes()).hasSize(61);
        assertThat(set.expand(ScopeSet.of("assume:step-58:x")).scopes()).hasSize(7);
        assertThatThrownBy(() -> set.expand(ScopeSet.of("assume:step-00:x")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("<..>", "step-");
    }

    @Test
    void scopesThatGrowWithEachRoleAreNotFollowedToTheEnd() {
        String long1000 = "l".repeat(1000);
        Map<String, List<String>> roles = new HashMap<>();
        IntStream.range(0, 2000)
                .forEach(i -> roles.put(
                        "step-%04d:*".formatted(i), List.of("assume:step-%04d:<..>%s".formatted(i + 1, long1000))));

        assertThatThrownBy(() -> RoleSet.compile(1, roles).expand(ScopeSet.of("assume:step-0000:x")))
                .isInstanceOf(RejectedException.class);
    }

    @Test
    void starsOverManyRolesCostNoMoreThanTheRoles() {
        // Were each pair of roles looked at, this would be a hundred million steps.
        Map<String, List<String>> roles = new HashMap<>();
        IntStream.range(0, 10_000).forEach(i -> roles.put("from-" + i, List.of("assume:to-*")));
        IntStream.range(0, 10_000).forEach(i -> roles.put("to-" + i, List.of("goal:" + i)));
        RoleSet set = RoleSet.compile(1, roles);

        assertThat(set.fault()).isEmpty();
        assertThat(set.expand(ScopeSet.of("assume:from-*")).scopes()).hasSize(10_002);
    }
}

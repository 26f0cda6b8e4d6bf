package io.spotcluster.api.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeSetTest {
    @Test
    void aPatternComesRightBeforeWhatItSatisfies() {
        assertThat(List.of("b", "a*b", "a", "a(", "aa", "", "a*", "*", "a**").stream()
                        .sorted(ScopeSet.ORDER)
                        .toList())
                .containsExactly("*", "", "a*", "a", "a(", "a**", "a*b", "aa", "b");
    }

    @Test
    void whatAPatternSatisfiesIsLeftOut() {
        assertThat(ScopeSet.of("abc", "ab*", "a", "ab", "b", "b").scopes()).containsExactly("a", "ab*", "b");
        assertThat(ScopeSet.of("queue:x", "*", "auth:*").scopes()).containsExactly("*");
    }

    @Test
    void aLastStarStandsForAnyEndingAndForNone() {
        ScopeSet held = ScopeSet.of("queue:create-task:*");

        assertThat(held.satisfies("queue:create-task:low:proj/ci")).isTrue();
        assertThat(held.satisfies("queue:create-task:")).isTrue();
        assertThat(held.satisfies("queue:create-task:*")).isTrue();
        assertThat(held.satisfies("queue:create-task:low*")).isTrue();
        assertThat(held.satisfies("queue:create-task")).isFalse();
        assertThat(held.satisfies("queue:create-*")).isFalse();
        assertThat(held.satisfies("*")).isFalse();
    }

    @Test
    void aStarInTheMiddleIsAPlainCharacter() {
        assertThat(ScopeSet.of("a*b").satisfies("axb")).isFalse();
        assertThat(ScopeSet.of("a*b").satisfies("a*b")).isTrue();
    }

    @Test
    void ofTwoLastStarsTheFirstIsAPlainCharacter() {
        // Otherwise whoever was given `a**` would have `a*`.
        assertThat(ScopeSet.of("a**").satisfies("a*")).isFalse();
        assertThat(ScopeSet.of("a**").satisfies("a*b")).isTrue();
        assertThat(ScopeSet.of("a*").satisfies("a**")).isTrue();
    }

    @Test
    void theIntersectionHoldsTheNarrowerOfTwoPatterns() {
        assertThat(ScopeSet.of("a*", "b:c", "d*").intersection(ScopeSet.of("aa*", "b:*", "e")))
                .isEqualTo(ScopeSet.of("aa*", "b:c"));
    }

    @Test
    void nothingIsSatisfiedByNothing() {
        assertThat(ScopeSet.EMPTY.satisfies("")).isFalse();
        assertThat(ScopeSet.EMPTY.satisfiesAll(List.of())).isTrue();
    }

    @Test
    void scopesArePrintableAscii() {
        assertThat(ScopeSet.isScope("queue:route:a b*~")).isTrue();
        assertThat(ScopeSet.isScope("")).isTrue();
        assertThat(ScopeSet.isScope("a\nb")).isFalse();
        assertThat(ScopeSet.isScope("a\n")).isFalse();
        assertThat(ScopeSet.isScope("a\tb")).isFalse();
        assertThat(ScopeSet.isScope("grün")).isFalse();
    }
}

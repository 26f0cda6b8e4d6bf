package io.spotcluster.api.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What callers put into the parameters of scope expressions stays where it was put. */
class HostileParametersTest {
    @Provide
    Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(12),
                Arbitraries.of(
                        "<b>", "<a>", "<a", "a>", "<<b>>", "$0", "$1", "${a}", "\\", "\\Q", "*", "a*", "/", "..", "%2F",
                        "<..>", "\n", "é", "\u2028"));
    }

    @Property(tries = 2000)
    void aValueIsTakenAsItIs(@ForAll("values") String a, @ForAll("values") String b) {
        ScopeRequirement filled =
                ScopeExpression.scope("x:<a>:<b>/<a>").fill(new Parameters(Map.of("a", a, "b", b), Map.of(), Map.of()));

        assertThat(filled).isEqualTo(new ScopeRequirement.One("x:" + a + ":" + b + "/" + a));
    }

    @Property(tries = 2000)
    void aListsValueDoesNotNameAnotherParameter(@ForAll("values") String a, @ForAll("values") String each) {
        ScopeRequirement filled = ScopeExpression.each("each", "list", "x:<a>:<each>")
                .fill(new Parameters(Map.of("a", a, "each", "outer"), Map.of("list", List.of(each)), Map.of()));

        assertThat(filled)
                .isEqualTo(new ScopeRequirement.All(List.of(new ScopeRequirement.One("x:" + a + ":" + each))));
    }

    @Property(tries = 2000)
    void aStarInAValueAsksForMoreNeverForLess(@ForAll("values") String value) {
        ScopeRequirement plain = ScopeExpression.scope("x:<a>").fill(Parameters.NONE.with("a", value));
        ScopeRequirement starred = ScopeExpression.scope("x:<a>").fill(Parameters.NONE.with("a", value + "*"));

        for (ScopeSet held : List.of(ScopeSet.of("x:" + value), ScopeSet.of("x:" + value + "*"), ScopeSet.of("x:*"))) {
            assertThat(starred.satisfiedBy(held) && !plain.satisfiedBy(held) && !value.endsWith("*"))
                    .isFalse();
        }
    }

    @Test
    void whoHoldsOneArtifactDoesNotHoldAllOfThem() {
        ScopeExpression expression = ScopeExpression.scope("queue:get-artifact:<name>");

        assertThat(expression
                        .fill(Parameters.NONE.with("name", "public/*"))
                        .satisfiedBy(ScopeSet.of("queue:get-artifact:public/a")))
                .isFalse();
        assertThat(expression
                        .fill(Parameters.NONE.with("name", "*"))
                        .satisfiedBy(ScopeSet.of("queue:get-artifact:public/*")))
                .isFalse();
    }
}

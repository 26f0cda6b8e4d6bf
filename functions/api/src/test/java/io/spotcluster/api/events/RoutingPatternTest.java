package io.spotcluster.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.RejectedException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingPatternTest {
    @ParameterizedTest
    @CsvSource({
        "primary.a.b, primary.a.b, true",
        "primary.a.b, primary.a, false",
        "primary.a.b, primary.a.b.c, false",
        "primary.*.b, primary.a.b, true",
        "primary.*.b, primary.b, false",
        "primary.*, primary.a.b, false",
        "#, primary.a.b, true",
        "primary.#, primary, true",
        "primary.#, primary.a.b, true",
        "#.b, primary.a.b, true",
        "#.b, b, true",
        "#.b, primary.b.a, false",
        "primary.#.c.#, primary.a.b.c.d, true",
        "#.#, a, true",
        "*.#, a, true",
        "#.*.b, a.b.b, true",
        "route.index.#, route.index.project.latest, true",
        "route.index..x, route.index..x, true",
        "primary, Primary, false",
    })
    void aPatternMatchesByAmqpsRules(String pattern, String key, boolean matches) {
        assertThat(RoutingPattern.parse(pattern).matches(key)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"primary.a*", "**", "##.b", "a.#b", "*#"})
    void aWildcardInsideAWordIsRefusedSinceItWouldMatchNothing(String pattern) {
        assertThatThrownBy(() -> RoutingPattern.parse(pattern))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(pattern)
                .hasMessageContaining("whole words");
    }

    @ParameterizedTest
    @ValueSource(strings = {"caf\u00e9", "a\nb"})
    void charactersThatNoKeyHasAreRefused(String pattern) {
        assertThatThrownBy(() -> RoutingPattern.parse(pattern)).hasMessageContaining("printable ASCII");
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 10_000})
    void anOverlongPatternIsRefused(int length) {
        assertThatThrownBy(() -> RoutingPattern.parse("a".repeat(length)))
                .hasMessageContaining("at most 255 characters")
                .hasMessageContaining(Integer.toString(length));
    }

    @Property
    void itMatchesWhatTheDefinitionSays(@ForAll("patterns") List<String> pattern, @ForAll("keys") List<String> key) {
        assertThat(RoutingPattern.parse(String.join(".", pattern)).matches(String.join(".", key)))
                .isEqualTo(byDefinition(pattern, key));
    }

    private static boolean byDefinition(List<String> pattern, List<String> key) {
        if (pattern.isEmpty()) {
            return key.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.getFirst().equals("#")) {
            return byDefinition(rest, key) || (!key.isEmpty() && byDefinition(pattern, key.subList(1, key.size())));
        }
        return !key.isEmpty()
                && (pattern.getFirst().equals("*") || pattern.getFirst().equals(key.getFirst()))
                && byDefinition(rest, key.subList(1, key.size()));
    }

    @Provide
    Arbitrary<List<String>> patterns() {
        return Arbitraries.of("a", "b", "*", "#").list().ofMinSize(1).ofMaxSize(6);
    }

    @Provide
    Arbitrary<List<String>> keys() {
        return Arbitraries.of("a", "b", "_").list().ofMinSize(1).ofMaxSize(8);
    }
}

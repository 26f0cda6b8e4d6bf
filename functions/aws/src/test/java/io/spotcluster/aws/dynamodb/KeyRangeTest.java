package io.spotcluster.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.SortKeyOrder;
import io.spotcluster.ports.table.TableLimits;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class KeyRangeTest {
    @Property(tries = 3000)
    void exactlyTheKeysOfTheRangePassTheConditionAndTheFilter(
            @ForAll("keys") String key,
            @ForAll("bounds") Optional<String> from,
            @ForAll("bounds") Optional<String> to) {
        Query query = new Query("p", from, to, 1, Optional.empty());
        boolean expected = from.filter(bound -> compare(key, bound) < 0).isEmpty()
                && to.filter(bound -> compare(key, bound) >= 0).isEmpty();

        Optional<KeyRange> range = KeyRange.of(query);

        boolean found =
                range.filter(some -> passes(some, key) && some.contains(key)).isPresent();
        assertThat(found).isEqualTo(expected);
        range.ifPresent(KeyRangeTest::assertAcceptable);
    }

    @Property(tries = 1000)
    void aCursorLeadsOnInItsRangeAndToTheStartOrEndOfAnyOther(
            @ForAll("keys") String last,
            @ForAll("bounds") Optional<String> from,
            @ForAll("bounds") Optional<String> to) {
        Query query = new Query("p", from, to, 1, Optional.of(KeyRange.encode(last)));
        boolean before = from.filter(bound -> compare(last, bound) < 0).isPresent();
        boolean past = to.filter(bound -> compare(last, bound) >= 0).isPresent();

        Optional<KeyRange> range = KeyRange.of(query);

        if (before) {
            assertThat(range).isEqualTo(KeyRange.of(query.after(Optional.empty())));
        } else if (past) {
            assertThat(range).isEmpty();
        } else {
            assertThat(range.flatMap(KeyRange::after)).contains(last);
        }
    }

    @Property(tries = 1000)
    void anyOtherTextIsACursorToSomePlaceInTheRange(@ForAll String cursor) {
        Query query = Query.range("p", "b", "d", 1).after(Optional.of(cursor));

        KeyRange.of(query)
                .flatMap(KeyRange::after)
                .ifPresent(after -> assertThat(after).matches(key -> compare(key, "b") >= 0 && compare(key, "d") < 0));
    }

    @Test
    void aCursorDoesNotTellThePartition() {
        assertThat(KeyRange.encode("name")).isEqualTo("bmFtZQ");
    }

    /** Short keys that share prefixes, and long ones around the limit, of characters of one to four bytes. */
    @Provide
    Arbitrary<String> keys() {
        return texts(TableLimits.SORT_KEY).filter(key -> !key.isEmpty());
    }

    @Provide
    Arbitrary<Optional<String>> bounds() {
        return texts(2 * TableLimits.SORT_KEY).optional(0.8);
    }

    private static Arbitrary<String> texts(int limit) {
        Arbitrary<String> tail = Arbitraries.of("a", "b", "~", "é", "中", "\uffff", "😀", "\udbff\udfff")
                .list()
                .ofMaxSize(4)
                .map(characters -> String.join("", characters));
        Arbitrary<Integer> padding = Arbitraries.oneOf(
                Arbitraries.just(0),
                Arbitraries.integers().between(TableLimits.SORT_KEY - 8, TableLimits.SORT_KEY + 4));
        return Combinators.combine(padding, tail)
                .as((length, end) -> "m".repeat(length) + end)
                .filter(text -> utf8Length(text) <= limit);
    }

    /** Judges as DynamoDB does, which compares bytes. */
    private static boolean passes(KeyRange range, String key) {
        Optional<String> from = value(range, ":from");
        Optional<String> to = value(range, ":to");
        return switch (range.condition()) {
            case "pk = :pk" -> from.isEmpty() && to.isEmpty();
            case "pk = :pk AND sk >= :from" -> compare(key, from.orElseThrow()) >= 0 && to.isEmpty();
            case "pk = :pk AND sk < :to" -> compare(key, to.orElseThrow()) < 0 && from.isEmpty();
            case "pk = :pk AND sk BETWEEN :from AND :to" ->
                compare(key, from.orElseThrow()) >= 0 && compare(key, to.orElseThrow()) <= 0;
            default -> throw new AssertionError(range.condition());
        };
    }

    /** DynamoDB refuses empty and longer bounds, and a start that comes after the end. */
    private static void assertAcceptable(KeyRange range) {
        for (String name : new String[] {":from", ":to"}) {
            value(range, name).ifPresent(bound -> assertThat(utf8Length(bound)).isBetween(1, TableLimits.SORT_KEY));
        }
        value(range, ":to")
                .ifPresent(to -> assertThat(compare(value(range, ":from").orElse(""), to))
                        .isLessThanOrEqualTo(0));
    }

    private static Optional<String> value(KeyRange range, String name) {
        Map<String, AttributeValue> values = range.values();
        return Optional.ofNullable(values.get(name)).map(AttributeValue::s);
    }

    private static int compare(String left, String right) {
        return SortKeyOrder.INSTANCE.compare(left, right);
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

package io.spotcluster.ports.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.StoreException;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every adapter of {@link Tables} promises: keys, conditions, hints, expiry, ranges. Each adapter's test extends this
 * class, and another {@link ChangeFeedContract}.
 */
public abstract class TablesContract {
    protected static final TableDefinition TABLE = TableDefinition.withoutFeed("plain");
    protected static final TableDefinition OTHER = TableDefinition.withoutFeed("other");

    /** The store under test judges expiry by this clock alone. It starts at the present, for stores with a reaper of their own. */
    protected final HandTurnedClock clock = new HandTurnedClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));

    protected Tables tables;

    /** An empty store in which these tables can be used. */
    protected abstract Tables open(Clock clock, List<TableDefinition> definitions) throws Exception;

    @BeforeEach
    void openTables() throws Exception {
        tables = open(clock, List.of(TABLE, OTHER));
    }

    @AfterEach
    void closeTables() {
        tables.close();
    }

    // Items and keys

    @Test
    void whatWasNeverPutIsAbsent() {
        assertThat(tables.get(TABLE, new Key("p", "s"))).isEmpty();
        assertThat(tables.getAll(TABLE, List.of(new Key("p", "s")))).isEmpty();
        assertThat(tables.query(TABLE, Query.all("p", 10))).isEqualTo(new Page(List.of(), Optional.empty()));
    }

    @Test
    void anItemIsReadBackWhole() {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        Item item = new Item(
                new Key("p", "s"),
                Long.MAX_VALUE,
                "nonce ⌘",
                Optional.of(clock.instant().plusSeconds(60)),
                Bytes.of(everyByte));

        tables.write(put(item, Condition.always()));

        assertThat(tables.get(TABLE, item.key())).contains(item);
        assertThat(tables.getAll(TABLE, List.of(item.key()))).isEqualTo(Map.of(item.key(), item));
        assertThat(tables.query(TABLE, Query.all("p", 10)).items()).containsExactly(item);
    }

    /** Of what was written once and not since, the past and the present are the same after a moment. */
    @Test
    void aReadThatMayLagSeesWhatWasWrittenInTheEnd() throws InterruptedException {
        Item item = Item.hint(new Key("p", "s"), 3, Optional.empty(), Bytes.utf8("body"));
        Item expired =
                Item.hint(new Key("p", "t"), 1, Optional.of(clock.instant().minusSeconds(1)));
        tables.write(put(item, Condition.always()));
        tables.write(put(expired, Condition.always()));

        TableReads lagging = tables.lagging();
        for (int looks = 0; looks < 100 && lagging.get(TABLE, item.key()).isEmpty(); looks++) {
            Thread.sleep(50);
        }

        assertThat(lagging.get(TABLE, item.key())).contains(item);
        assertThat(lagging.getAll(TABLE, List.of(item.key(), expired.key(), new Key("p", "u"))))
                .isEqualTo(Map.of(item.key(), item));
        assertThat(lagging.query(TABLE, Query.all("p", 10))).isEqualTo(new Page(List.of(item), Optional.empty()));
    }

    @Test
    void anItemWithoutNonceExpiryAndBodyIsReadBack() {
        Item hint = Item.hint(new Key("p", "s"), 0, Optional.empty());

        tables.write(put(hint, Condition.always()));

        assertThat(tables.get(TABLE, hint.key())).contains(hint);
    }

    @Test
    void aPutReplacesTheItemWhole() {
        Item first = new Item(
                new Key("p", "s"), 1, "first", Optional.of(clock.instant().plusSeconds(60)), Bytes.utf8("body"));
        Item second = Item.hint(first.key(), 2, Optional.empty());

        tables.write(put(first, Condition.always()));
        tables.write(put(second, Condition.always()));

        assertThat(tables.get(TABLE, first.key())).contains(second);
    }

    @Test
    void keysAreComparedExactly() {
        List<Key> keys = List.of(
                new Key("a", "bc"),
                new Key("ab", "c"),
                new Key("a", "BC"),
                new Key("a", "bc "),
                new Key("a", "bc\u0000"),
                new Key("a\u0000", "bc"),
                new Key("a", "b\u00e9"),
                new Key("a", "be\u0301"),
                new Key("a", "x/../y"),
                new Key("a", "x|y#z%"),
                new Key("😀", "中"));
        for (int i = 0; i < keys.size(); i++) {
            assertThat(tables.write(put(Item.hint(keys.get(i), i, Optional.empty()), Condition.absent()))
                            .written())
                    .isTrue();
        }

        for (int i = 0; i < keys.size(); i++) {
            assertThat(tables.get(TABLE, keys.get(i))).contains(Item.hint(keys.get(i), i, Optional.empty()));
        }
    }

    @Test
    void tablesDoNotShareItems() {
        tables.write(put(item("s", 1), Condition.absent()));

        assertThat(tables.get(OTHER, item("s", 1).key())).isEmpty();
    }

    @Test
    void theLongestKeysAreAccepted() {
        Item item = Item.hint(new Key("é".repeat(1024), "é".repeat(512)), 1, Optional.empty());

        tables.write(put(item, Condition.absent()));

        assertThat(tables.get(TABLE, item.key())).contains(item);
        assertThat(tables.query(TABLE, Query.all(item.key().partition(), 1)).items())
                .containsExactly(item);
    }

    @Test
    void longerKeysAreRefusedByNameAndLength() {
        Key longPartition = new Key("é".repeat(1024) + "x", "s");
        Key longSort = new Key("p", "é".repeat(512) + "x");

        for (Key key : List.of(longPartition, longSort)) {
            String expected =
                    key.equals(longPartition) ? "partition key.*2049 bytes.*2048" : "sort key.*1025 bytes.*1024";
            assertRefused(expected, () -> tables.get(TABLE, key));
            assertRefused(expected, () -> tables.getAll(TABLE, List.of(key)));
            assertRefused(expected, () -> tables.write(put(Item.hint(key, 1, Optional.empty()), Condition.always())));
            assertRefused(expected, () -> tables.write(new Write.Delete(TABLE, key, Condition.always())));
            assertRefused(expected, () -> tables.writeHints(List.of(new Write.Delete(TABLE, key, Condition.always()))));
        }
        assertRefused("partition key.*2049", () -> tables.query(TABLE, Query.all(longPartition.partition(), 1)));
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertRefused("surrogate", () -> tables.get(TABLE, new Key("p", "\ud83d")));
    }

    @Test
    void theLargestBodyIsAccepted() {
        Item item = Item.hint(
                new Key("é".repeat(1024), "é".repeat(512)),
                1,
                Optional.of(clock.instant().plusSeconds(60)),
                Bytes.wrap(new byte[Item.MAXIMUM_BODY]));

        tables.write(put(item, Condition.absent()));

        assertThat(tables.get(TABLE, item.key())).contains(item);
    }

    @Test
    void aLargerBodyIsRefusedAndNothingIsWritten() {
        Item large = Item.hint(new Key("p", "large"), 1, Optional.empty(), Bytes.wrap(new byte[Item.MAXIMUM_BODY + 1]));
        Write truth = put(item("truth", 1), Condition.absent());
        Write hint = put(item("hint", 1), Condition.absent());

        assertRefused("large.*399361 bytes.*399360", () -> tables.write(put(large, Condition.always())));
        assertRefused("large.*399361 bytes", () -> tables.write(truth, List.of(hint, put(large, Condition.always()))));
        assertRefused("large.*399361 bytes", () -> tables.writeHints(List.of(hint, put(large, Condition.always()))));

        assertThat(tables.query(TABLE, Query.all("p", 10)).items()).isEmpty();
    }

    // Conditions

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({
        "always, absent, written",
        "always, version 3, written",
        "always, expired version 3, written",
        "absent, absent, written",
        "absent, version 3, lost",
        "absent, expired version 3, written",
        "version is 3, absent, lost",
        "version is 3, version 3, written",
        "version is 3, expired version 3, lost",
        "version is 2, version 3, lost",
        "version is 4, version 3, lost",
        "at most 3, absent, written",
        "at most 3, version 3, written",
        "at most 4, version 3, written",
        "at most 2, version 3, lost",
        "at most 2, expired version 3, written",
    })
    void aWriteHappensExactlyOnItsCondition(String conditionName, String state, String expected) {
        Condition condition = switch (conditionName) {
            case "always" -> Condition.always();
            case "absent" -> Condition.absent();
            case "version is 2" -> Condition.versionIs(2);
            case "version is 3" -> Condition.versionIs(3);
            case "version is 4" -> Condition.versionIs(4);
            case "at most 2" -> Condition.versionAtMost(2);
            case "at most 3" -> Condition.versionAtMost(3);
            case "at most 4" -> Condition.versionAtMost(4);
            default -> throw new IllegalArgumentException(conditionName);
        };
        Item standing = new Item(
                new Key("p", "replaced"),
                3,
                "standing",
                Optional.of(clock.instant().plusSeconds(state.startsWith("expired") ? 5 : 60)),
                Bytes.utf8("standing"));
        Item standingToo = Item.hint(new Key("p", "removed"), 3, standing.expires());
        if (!state.equals("absent")) {
            tables.write(put(standing, Condition.absent()));
            tables.write(put(standingToo, Condition.absent()));
        }
        clock.advance(Duration.ofSeconds(5));
        boolean there = state.equals("version 3");
        Item next = new Item(standing.key(), 9, "next", Optional.empty(), Bytes.utf8("next"));

        WriteOutcome replaced = tables.write(put(next, condition));
        WriteOutcome removed = tables.write(new Write.Delete(TABLE, standingToo.key(), condition));

        if (expected.equals("written")) {
            assertThat(replaced).isEqualTo(new WriteOutcome.Written());
            assertThat(removed).isEqualTo(new WriteOutcome.Written());
            assertThat(tables.get(TABLE, standing.key())).contains(next);
            assertThat(tables.get(TABLE, standingToo.key())).isEmpty();
        } else {
            Optional<Item> current = there ? Optional.of(standing) : Optional.empty();
            Optional<Item> currentToo = there ? Optional.of(standingToo) : Optional.empty();
            assertThat(replaced).isEqualTo(new WriteOutcome.ConditionLost(current));
            assertThat(removed).isEqualTo(new WriteOutcome.ConditionLost(currentToo));
            assertThat(tables.get(TABLE, standing.key())).isEqualTo(current);
            assertThat(tables.get(TABLE, standingToo.key())).isEqualTo(currentToo);
        }
    }

    // Hints

    @Test
    void hintsFollowTheTruth() {
        Item truth = item("truth", 1);
        Item gone = item("gone", 1);
        tables.write(put(gone, Condition.absent()));
        Item elsewhere = item("elsewhere", 1);

        WriteOutcome outcome = tables.write(
                put(truth, Condition.absent()),
                List.of(
                        put(item("beside", 1), Condition.absent()),
                        new Write.Put(OTHER, elsewhere, Condition.always()),
                        new Write.Delete(TABLE, gone.key(), Condition.versionAtMost(1))));

        assertThat(outcome.written()).isTrue();
        assertThat(tables.query(TABLE, Query.all("p", 10)).items()).containsExactly(item("beside", 1), truth);
        assertThat(tables.get(OTHER, elsewhere.key())).contains(elsewhere);
    }

    @Test
    void withoutTheTruthNoHintIsWritten() {
        Item standing = item("truth", 7);
        tables.write(put(standing, Condition.absent()));

        WriteOutcome outcome = tables.write(
                put(item("truth", 3), Condition.versionIs(2)), List.of(put(item("hint", 3), Condition.always())));

        assertThat(outcome).isEqualTo(new WriteOutcome.ConditionLost(Optional.of(standing)));
        assertThat(tables.query(TABLE, Query.all("p", 10)).items()).containsExactly(standing);
    }

    @Test
    void hintsThatLoseTheirConditionArePassedOver() {
        Item newer = item("b", 5);
        tables.write(put(newer, Condition.absent()));

        WriteOutcome outcome = tables.write(
                put(item("truth", 4), Condition.absent()),
                List.of(
                        put(item("a", 4), Condition.versionAtMost(4)),
                        put(item("b", 4), Condition.versionAtMost(4)),
                        put(item("c", 4), Condition.versionAtMost(4))));

        assertThat(outcome.written()).isTrue();
        assertThat(tables.query(TABLE, Query.prefix("p", "b", 10)).items()).containsExactly(newer);
        assertThat(tables.get(TABLE, new Key("p", "a"))).contains(item("a", 4));
        assertThat(tables.get(TABLE, new Key("p", "c"))).contains(item("c", 4));
    }

    @Test
    void foundationsAreWrittenWithTheTruthAndStayWithoutIt() {
        Write truth = put(item("truth", 1), Condition.absent());
        List<Write> hints = List.of(put(item("hint", 1), Condition.always()));

        WriteOutcome first = tables.write(List.of(put(item("ground-a", 1), Condition.absent())), truth, hints);
        assertThat(first.written()).isTrue();
        assertThat(sortKeys(walk(Query.all("p", 10)))).containsExactly("ground-a", "hint", "truth");
        remove("hint");

        WriteOutcome second = tables.write(
                List.of(put(item("ground-a", 2), Condition.absent()), put(item("ground-b", 2), Condition.absent())),
                truth,
                hints);

        assertThat(second).isEqualTo(new WriteOutcome.ConditionLost(Optional.of(item("truth", 1))));
        assertThat(walk(Query.all("p", 10)))
                .containsExactly(item("ground-a", 1), item("ground-b", 2), item("truth", 1));
    }

    @Test
    void manyHintsAreWrittenEachOnItsOwnCondition() {
        tables.write(put(item("hint-07", 9), Condition.absent()));
        tables.write(new Write.Put(OTHER, item("hint-09", 1), Condition.absent()));
        List<Write> hints = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Item hint = item("hint-%02d".formatted(i), 2);
            Condition condition = i % 2 == 0 ? Condition.always() : Condition.versionAtMost(2);
            hints.add(put(hint, condition));
            hints.add(
                    i % 3 == 0
                            ? new Write.Delete(OTHER, hint.key(), Condition.always())
                            : new Write.Put(OTHER, hint, Condition.always()));
        }

        tables.write(put(item("truth", 2), Condition.absent()), hints);
        assertAllHints();
        tables.writeHints(hints);
        assertAllHints();
    }

    private void assertAllHints() {
        List<Item> here = tables.query(TABLE, Query.prefix("p", "hint", 100)).items();
        assertThat(here).hasSize(60);
        assertThat(here.get(7)).isEqualTo(item("hint-07", 9));
        assertThat(here).filteredOn(item -> item.version() == 2).hasSize(59);
        assertThat(tables.query(OTHER, Query.all("p", 100)).items()).hasSize(40);
    }

    @Test
    void aKeyMayComeTwiceAmongTheHints() {
        tables.writeHints(
                List.of(put(item("twice", 1), Condition.always()), put(item("twice", 2), Condition.always())));

        assertThat(tables.get(TABLE, new Key("p", "twice")))
                .hasValueSatisfying(item -> assertThat(item.version()).isIn(1L, 2L));
    }

    @Test
    void noHintsAreNoWork() {
        tables.writeHints(List.of());

        assertThat(tables.query(TABLE, Query.all("p", 1)).items()).isEmpty();
    }

    // Expiry

    @Test
    void anItemIsThereUntilItExpiresAndThenForNobody() {
        Item item = Item.hint(new Key("p", "s"), 1, Optional.of(clock.instant().plusSeconds(10)));
        tables.write(put(item, Condition.absent()));

        clock.advance(Duration.ofSeconds(9));
        assertThat(tables.get(TABLE, item.key())).contains(item);
        assertThat(tables.getAll(TABLE, List.of(item.key()))).containsKey(item.key());
        assertThat(tables.query(TABLE, Query.all("p", 1)).items()).containsExactly(item);

        clock.advance(Duration.ofSeconds(1));
        assertThat(tables.get(TABLE, item.key())).isEmpty();
        assertThat(tables.getAll(TABLE, List.of(item.key()))).isEmpty();
        assertThat(walk(Query.all("p", 1))).isEmpty();
    }

    @Test
    void anExpiredItemMayBeInsertedAgain() {
        Key key = new Key("p", "s");
        tables.write(put(
                new Item(key, 4, "old", Optional.of(clock.instant().plusSeconds(1)), Bytes.EMPTY), Condition.absent()));
        clock.advance(Duration.ofSeconds(1));
        Item again = new Item(key, 1, "new", Optional.of(clock.instant().plusSeconds(9)), Bytes.EMPTY);

        assertThat(tables.write(put(again, Condition.absent())).written()).isTrue();
        clock.advance(Duration.ofSeconds(8));

        assertThat(tables.get(TABLE, key)).contains(again);
    }

    @Test
    void aLaterExpiryKeepsTheItem() {
        Key key = new Key("p", "s");
        Item shorter = Item.hint(key, 1, Optional.of(clock.instant().plusSeconds(1)));
        Item longer = Item.hint(key, 2, Optional.of(clock.instant().plusSeconds(9)));
        tables.write(put(shorter, Condition.absent()));
        tables.write(put(longer, Condition.versionIs(1)));

        clock.advance(Duration.ofSeconds(5));

        assertThat(tables.get(TABLE, key)).contains(longer);
    }

    @Test
    void pagesLeadPastExpiredItems() {
        for (int i = 0; i < 30; i++) {
            boolean kept = i == 0 || i == 29;
            tables.write(put(
                    Item.hint(
                            new Key("p", "%02d".formatted(i)),
                            1,
                            Optional.of(clock.instant().plusSeconds(kept ? 60 : 1))),
                    Condition.absent()));
        }
        clock.advance(Duration.ofSeconds(1));

        assertThat(sortKeys(walk(Query.all("p", 4)))).containsExactly("00", "29");
    }

    // Ranges

    @Test
    void sortKeysAreOrderedByTheirUtf8Bytes() {
        List<String> ordered =
                List.of("\u0000", " ", "A", "Z", "a", "a\u0000", "aa", "~", "é", "中", "\uff5e", "😀", "😁");
        List<Integer> mixed = List.of(12, 0, 7, 3, 11, 5, 1, 9, 10, 2, 8, 4, 6);
        for (int i : mixed) {
            tables.write(put(item(ordered.get(i), 1), Condition.absent()));
        }

        assertThat(sortKeys(tables.query(TABLE, Query.all("p", 100)).items())).isEqualTo(ordered);
        assertThat(sortKeys(walk(Query.all("p", 2)))).isEqualTo(ordered);
        assertThat(sortKeys(
                        tables.query(TABLE, Query.range("p", "é", "😀", 100)).items()))
                .containsExactly("é", "中", "\uff5e");
    }

    @Test
    void aRangeIncludesItsStartAndExcludesItsEnd() {
        insert("a", "b", "c", "d");

        assertThat(found(Optional.of("b"), Optional.of("d"))).containsExactly("b", "c");
        assertThat(found(Optional.of("b"), Optional.empty())).containsExactly("b", "c", "d");
        assertThat(found(Optional.empty(), Optional.of("c"))).containsExactly("a", "b");
        assertThat(found(Optional.of("bb"), Optional.of("cc"))).containsExactly("c");
    }

    @Test
    void aRangeThatEndsBeforeItStartsIsEmpty() {
        insert("a", "b", "c");

        assertThat(found(Optional.of("b"), Optional.of("b"))).isEmpty();
        assertThat(found(Optional.of("c"), Optional.of("a"))).isEmpty();
    }

    @Test
    void aPrefixFindsWhatStartsWithIt() {
        insert("member", "member#", "member#a", "member#😀", "member$", "membes");

        assertThat(sortKeys(walk(Query.prefix("p", "member#", 10))))
                .containsExactly("member#", "member#a", "member#😀");
    }

    @Test
    void aRangeStaysInItsPartition() {
        insert("b");
        for (String partition : List.of("o", "p\u0000", "pp", "q", "pb")) {
            tables.write(put(Item.hint(new Key(partition, "b"), 1, Optional.empty()), Condition.absent()));
        }

        assertThat(tables.query(TABLE, Query.all("p", 10)).items()).containsExactly(item("b", 1));
    }

    @Test
    void aPageHoldsAtMostItsLimitAndPagesTogetherHoldEverythingOnce() {
        String[] names = IntStream.range(0, 23).mapToObj("%02d"::formatted).toArray(String[]::new);
        insert(names);

        Page first = tables.query(TABLE, Query.all("p", 5));

        assertThat(sortKeys(first.items())).containsExactly("00", "01", "02", "03", "04");
        assertThat(first.cursor()).isPresent();
        for (int limit : List.of(1, 2, 5, 22, 23, 24, 1000)) {
            assertThat(sortKeys(walk(Query.all("p", limit)))).containsExactly(names);
            assertThat(sortKeys(walk(Query.range("p", "03", "20", limit))))
                    .containsExactly(Arrays.copyOfRange(names, 3, 20));
        }
    }

    @Test
    void aCursorStaysGoodWhileItemsComeAndGo() {
        insert("a", "c", "e", "g", "i");
        Query query = Query.all("p", 2);
        Page first = tables.query(TABLE, query);
        assertThat(sortKeys(first.items())).containsExactly("a", "c");

        remove("c");
        remove("e");
        insert("b", "d", "h");

        assertThat(sortKeys(walk(query.after(first.cursor())))).containsExactly("d", "g", "h", "i");
    }

    @Test
    void aCursorStaysGoodWhenNothingIsLeftOfTheRange() {
        insert("a", "b", "c");
        Query query = Query.all("p", 2);
        Page first = tables.query(TABLE, query);

        remove("a");
        remove("b");
        remove("c");

        assertThat(walk(query.after(first.cursor()))).isEmpty();
    }

    @Test
    void aCursorNeverLeadsOutOfTheRange() {
        insert("a", "b", "c", "d", "e");
        Query query = Query.range("p", "b", "d", 10);
        List<String> cursors = List.of(
                "", "a", "b", "c", "d", "zzz", "\u0000", "{\"S\":\"e\"}", "😀", "é".repeat(1000), "%%%", "YQ==");

        for (String cursor : cursors) {
            assertThat(sortKeys(walk(query.after(Optional.of(cursor)))))
                    .as("after the cursor '%s'", cursor)
                    .isSubsetOf("b", "c");
        }
    }

    @Test
    void aPageEndsAtAMegabyte() {
        for (int i = 0; i < 10; i++) {
            tables.write(put(
                    Item.hint(new Key("p", "%02d".formatted(i)), i, Optional.empty(), Bytes.wrap(new byte[300 * 1024])),
                    Condition.absent()));
        }

        Page first = tables.query(TABLE, Query.all("p", 10));

        assertThat(first.items()).hasSizeBetween(1, 5);
        assertThat(first.cursor()).isPresent();
        assertThat(walk(Query.all("p", 10)))
                .extracting(Item::version)
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    // Many at once

    @Test
    void manyKeysAreReadAtOnce() {
        List<Write> items = new ArrayList<>();
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            Key key = new Key("p" + i % 7, "s" + i);
            keys.add(key);
            if (i % 5 != 0) {
                items.add(put(Item.hint(key, i, Optional.empty()), Condition.always()));
            }
        }
        tables.writeHints(items);
        keys.addAll(keys.subList(0, 10));

        Map<Key, Item> found = tables.getAll(TABLE, keys);

        assertThat(found).hasSize(200);
        assertThat(found)
                .allSatisfy((key, item) -> assertThat(item)
                        .isEqualTo(Item.hint(key, Long.parseLong(key.sort().substring(1)), Optional.empty())));
        assertThat(tables.getAll(TABLE, List.of())).isEmpty();
    }

    @Test
    void largeItemsAreReadAtOnce() {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            keys.add(new Key("p", "s" + i));
            tables.write(put(
                    Item.hint(keys.get(i), i, Optional.empty(), Bytes.wrap(new byte[300 * 1024])), Condition.always()));
        }

        assertThat(tables.getAll(TABLE, keys)).hasSize(60);
    }

    @Test
    void compareAndSetFromManyThreadsLosesNoUpdate() throws Exception {
        int threads = 16;
        int each = 10;
        Key key = new Key("p", "counter");

        runOn(threads, thread -> () -> {
            for (int i = 0; i < each; i++) {
                String nonce = thread + "/" + i;
                Optional<Item> current = tables.get(TABLE, key);
                WriteOutcome outcome = increment(key, current, nonce);
                while (outcome instanceof WriteOutcome.ConditionLost(Optional<Item> standing)) {
                    assertThat(standing).isPresent().isNotEqualTo(current);
                    current = standing;
                    outcome = increment(key, current, nonce);
                }
            }
            return null;
        });

        Item last = tables.get(TABLE, key).orElseThrow();
        assertThat(last.version()).isEqualTo(160);
        List<String> nonces = List.of(last.body().asUtf8().split(" "));
        assertThat(nonces).doesNotHaveDuplicates().hasSize(threads * each);
    }

    private WriteOutcome increment(Key key, Optional<Item> current, String nonce) {
        long version = current.map(Item::version).orElse(0L);
        String history = current.map(item -> item.body().asUtf8() + " ").orElse("");
        Item next = new Item(key, version + 1, nonce, Optional.empty(), Bytes.utf8(history + nonce));
        return tables.write(put(next, version == 0 ? Condition.absent() : Condition.versionIs(version)));
    }

    @Test
    void ofManyInsertsAtOnceExactlyOneIsWritten() throws Exception {
        Key key = new Key("p", "once");

        List<WriteOutcome> outcomes = runOn(
                16,
                thread -> () -> tables.write(
                        put(new Item(key, 1, "thread " + thread, Optional.empty(), Bytes.EMPTY), Condition.absent())));

        Item winner = tables.get(TABLE, key).orElseThrow();
        assertThat(outcomes).filteredOn(WriteOutcome::written).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.written())
                .containsOnly(new WriteOutcome.ConditionLost(Optional.of(winner)));
        assertThat(outcomes.get(Integer.parseInt(winner.nonce().substring("thread ".length())))
                        .written())
                .isTrue();
    }

    @Test
    void truthsAndHintsFromManyThreadsAreAllWritten() throws Exception {
        runOn(16, thread -> () -> {
            for (int i = 0; i < 5; i++) {
                String name = thread + "-" + i;
                tables.write(
                        put(item("truth-" + name, 1), Condition.absent()),
                        List.of(put(item("hint-" + name, 1), Condition.absent())));
                assertThat(tables.get(TABLE, new Key("p", "hint-" + name))).isPresent();
            }
            return null;
        });

        assertThat(walk(Query.prefix("p", "truth", 50))).hasSize(80);
        assertThat(walk(Query.prefix("p", "hint", 50))).hasSize(80);
    }

    @Test
    void aClosedStoreRefuses() {
        tables.close();

        assertRefused("closed", () -> tables.get(TABLE, new Key("p", "s")));
        assertRefused("closed", () -> tables.query(TABLE, Query.all("p", 1)));
        assertRefused("closed", () -> tables.write(put(item("s", 1), Condition.always())));
        tables.close();
    }

    private static <T> List<T> runOn(int threads, IntFunction<Callable<T>> work)
            throws InterruptedException, ExecutionException {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> futures = executor.invokeAll(
                    IntStream.range(0, threads).mapToObj(work).toList());
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }

    private static void assertRefused(String pattern, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageMatching("(?s).*" + pattern + ".*");
    }

    private static Write put(Item item, Condition condition) {
        return new Write.Put(TABLE, item, condition);
    }

    private static Item item(String sort, long version) {
        return Item.hint(new Key("p", sort), version, Optional.empty());
    }

    private void insert(String... sorts) {
        for (String sort : sorts) {
            tables.write(put(item(sort, 1), Condition.absent()));
        }
    }

    private void remove(String sort) {
        tables.write(new Write.Delete(TABLE, new Key("p", sort), Condition.always()));
    }

    private List<String> found(Optional<String> from, Optional<String> to) {
        return sortKeys(walk(new Query("p", from, to, 10, Optional.empty())));
    }

    private List<Item> walk(Query query) {
        List<Item> items = new ArrayList<>();
        Page page = tables.query(TABLE, query);
        items.addAll(page.items());
        for (int pages = 1; page.cursor().isPresent(); pages++) {
            assertThat(pages).as("pages read").isLessThan(200);
            page = tables.query(TABLE, query.after(page.cursor()));
            items.addAll(page.items());
        }
        return items;
    }

    private static List<String> sortKeys(List<Item> items) {
        return items.stream().map(item -> item.key().sort()).toList();
    }
}

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every adapter's {@link ChangeFeed} promises. */
public abstract class ChangeFeedContract {
    protected static final TableDefinition FED = TableDefinition.withFeed("fed", "status");
    private static final TableDefinition FED_TOO = TableDefinition.withFeed("fed-too", "truth");
    private static final TableDefinition FED_BY_PREFIX =
            TableDefinition.withFeed("fed-by-prefix", "status").andFeedOf("artifact#");
    private static final TableDefinition UNFED = TableDefinition.withoutFeed("unfed");
    private static final Duration LONG = Duration.ofSeconds(15);

    protected final HandTurnedClock clock = new HandTurnedClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));

    protected Tables tables;

    /** An empty store in which these tables can be used. */
    protected abstract Tables open(Clock clock, List<TableDefinition> definitions) throws Exception;

    @BeforeEach
    void openTables() throws Exception {
        tables = open(clock, List.of(FED, FED_TOO, FED_BY_PREFIX, UNFED));
    }

    @AfterEach
    void closeTables() {
        tables.close();
    }

    @Test
    void insertReplacementAndRemovalAreToldWithBothImages() {
        Item first = truth("t", 1);
        Item second = truth("t", 2);
        tables.write(new Write.Put(FED, first, Condition.absent()));
        tables.write(new Write.Put(FED, second, Condition.versionIs(1)));
        tables.write(new Write.Delete(FED, first.key(), Condition.versionIs(2)));

        List<Change> changes = await(FED, 3);

        assertThat(changes)
                .extracting(Change::before)
                .containsExactly(Optional.empty(), Optional.of(first), Optional.of(second));
        assertThat(changes)
                .extracting(Change::after)
                .containsExactly(Optional.of(first), Optional.of(second), Optional.empty());
        assertThat(changes).extracting(Change::key).containsOnly(first.key());
        assertThat(changes).extracting(Change::table).containsOnly("fed");
    }

    @Test
    void onlyItemsOfTheFeedsSortKeyAreTold() {
        Item definition = Item.hint(new Key("t", "definition"), 1, Optional.empty());
        tables.write(new Write.Put(FED, definition, Condition.absent()));
        tables.write(
                new Write.Put(FED, truth("t", 1), Condition.absent()),
                List.of(new Write.Put(
                        FED, Item.hint(new Key("t", "status#"), 1, Optional.empty()), Condition.absent())));
        tables.write(new Write.Delete(FED, definition.key(), Condition.always()));
        last(FED);

        assertThat(await(FED, 2)).extracting(change -> change.key().sort()).containsExactly("status", "status");
    }

    @Test
    void aFeedMayBeOfOneSortKeyAndOfAllThatStartWithAPrefix() {
        for (String sort : List.of("artifact", "artifact#000#log", "artifacts#", "status", "status#", "artifact#")) {
            tables.write(new Write.Put(
                    FED_BY_PREFIX, Item.hint(new Key("t", sort), 1, Optional.empty()), Condition.absent()));
        }
        tables.write(new Write.Delete(FED_BY_PREFIX, new Key("t", "artifact#000#log"), Condition.always()));
        last(FED_BY_PREFIX);

        // Changes of different items come in any order.
        assertThat(await(FED_BY_PREFIX, 5))
                .extracting(change -> change.key().sort())
                .containsExactlyInAnyOrder("artifact#000#log", "status", "artifact#", "artifact#000#log", "status");
    }

    @Test
    void eachTableHasItsOwnFeed() {
        Item other = Item.hint(new Key("t", "truth"), 1, Optional.empty());
        tables.write(
                new Write.Put(FED, truth("t", 1), Condition.absent()),
                List.of(new Write.Put(FED_TOO, other, Condition.absent())));
        last(FED);

        assertThat(await(FED, 2)).extracting(Change::table).containsOnly("fed");
        assertThat(await(FED_TOO, 1)).extracting(Change::after).containsExactly(Optional.of(other));
    }

    @Test
    void whatIsWrittenAsAHintIsToldToo() {
        tables.writeHints(List.of(new Write.Put(FED, truth("t", 1), Condition.always())));

        assertThat(await(FED, 1)).extracting(Change::after).containsExactly(Optional.of(truth("t", 1)));
    }

    @Test
    void aWriteThatLostItsConditionIsNotTold() {
        tables.write(new Write.Put(FED, truth("t", 1), Condition.absent()));
        tables.write(new Write.Put(FED, truth("t", 2), Condition.absent()));
        tables.write(new Write.Delete(FED, truth("t", 1).key(), Condition.versionIs(9)));
        tables.write(new Write.Delete(FED, truth("never", 1).key(), Condition.always()));
        last(FED);

        assertThat(await(FED, 2)).extracting(change -> change.key().partition()).containsExactly("t", "last");
    }

    @Test
    void theChangesOfAnItemComeInOrder() throws Exception {
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            String partition = "t" + writer;
            writers.add(Thread.ofVirtual().start(() -> {
                for (int version = 1; version <= 15; version++) {
                    tables.write(new Write.Put(FED, truth(partition, version), Condition.versionAtMost(version - 1)));
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }

        Map<String, List<Change>> byItem = new HashMap<>();
        for (Change change : await(FED, 60)) {
            byItem.computeIfAbsent(change.key().partition(), _ -> new ArrayList<>())
                    .add(change);
        }

        assertThat(byItem).hasSize(4);
        assertThat(byItem.values()).allSatisfy(changes -> {
            assertThat(changes)
                    .extracting(change -> change.after().orElseThrow().version())
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L);
            assertThat(changes).extracting(Change::sequence).doesNotHaveDuplicates();
            for (int i = 1; i < changes.size(); i++) {
                assertThat(changes.get(i).before()).isEqualTo(changes.get(i - 1).after());
            }
        });
    }

    @Test
    void whatIsNotAcknowledgedComesAgain() {
        tables.write(new Write.Put(FED, truth("a", 1), Condition.absent()));
        tables.write(new Write.Put(FED, truth("b", 1), Condition.absent()));

        List<Change> once = await(FED, 2);

        assertThat(await(FED, 2)).isEqualTo(once);
        assertThat(tables.feed(FED).read(1, LONG)).isEqualTo(once.subList(0, 1));
    }

    @Test
    void whatIsAcknowledgedDoesNotComeAgain() {
        for (String name : List.of("a", "b", "c")) {
            tables.write(new Write.Put(FED, truth(name, 1), Condition.absent()));
        }
        ChangeFeed feed = tables.feed(FED);
        List<Change> changes = await(FED, 3);

        feed.acknowledge(changes.get(1));
        List<Change> rest = feed.read(10, LONG);
        feed.acknowledge(rest.getLast());
        last(FED);

        assertThat(rest).isEqualTo(changes.subList(2, 3));
        assertThat(await(FED, 1)).extracting(change -> change.key().partition()).containsExactly("last");
    }

    @Test
    void acknowledgingTwiceOrAnOlderChangeLosesNothing() {
        tables.write(new Write.Put(FED, truth("a", 1), Condition.absent()));
        tables.write(new Write.Put(FED, truth("b", 1), Condition.absent()));
        List<Change> changes = await(FED, 2);
        ChangeFeed feed = tables.feed(FED);
        feed.acknowledge(changes.get(1));
        feed.acknowledge(changes.get(1));
        feed.acknowledge(changes.get(0));
        last(FED);

        assertThat(await(FED, 1)).extracting(change -> change.key().partition()).containsExactly("last");
    }

    @Test
    void expiryIsNotTold() {
        Key key = new Key("t", "status");
        Item mortal = new Item(key, 1, "", Optional.of(clock.instant().plusSeconds(5)), Bytes.EMPTY);
        tables.write(new Write.Put(FED, mortal, Condition.absent()));
        clock.advance(Duration.ofSeconds(5));
        assertThat(tables.get(FED, key)).isEmpty();
        assertThat(tables.query(FED, Query.all("t", 10)).items()).isEmpty();
        last(FED);

        List<Change> changes = await(FED, 2);

        assertThat(changes).extracting(change -> change.key().partition()).containsExactly("t", "last");
        assertThat(changes).allSatisfy(change -> assertThat(change.after()).isPresent());
    }

    @Test
    void aReadGivesAtMostItsLimitOldestFirst() {
        for (int version = 1; version <= 5; version++) {
            tables.write(new Write.Put(FED, truth("t", version), Condition.always()));
        }
        await(FED, 5);

        assertThat(tables.feed(FED).read(2, LONG))
                .extracting(change -> change.after().orElseThrow().version())
                .containsExactly(1L, 2L);
    }

    @Test
    void aReadWaitsForAChange() throws Exception {
        ChangeFeed feed = tables.feed(FED);
        assertThat(feed.read(10, Duration.ZERO)).isEmpty();

        Thread writer =
                Thread.ofVirtual().start(() -> tables.write(new Write.Put(FED, truth("t", 1), Condition.absent())));
        List<Change> changes = feed.read(10, LONG);
        writer.join();

        assertThat(changes).hasSize(1);
    }

    @Test
    void aTableWithoutAFeedRefuses() {
        assertThatThrownBy(() -> tables.feed(UNFED))
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("unfed");
    }

    /** Stores may tell changes late; when this one arrived, all earlier ones of the test would have, too. */
    private void last(TableDefinition table) {
        tables.write(new Write.Put(
                table, Item.hint(new Key("last", sortKey(table)), 1, Optional.empty()), Condition.always()));
    }

    private static String sortKey(TableDefinition table) {
        return switch (table.feed().getFirst()) {
            case FeedKeys.Exactly(String sortKey) -> sortKey;
            case FeedKeys.StartingWith(String prefix) -> prefix + "last";
        };
    }

    /** Reads, without acknowledging, until there are that many changes. */
    private List<Change> await(TableDefinition table, int count) {
        ChangeFeed feed = tables.feed(table);
        List<Change> changes = feed.read(100, LONG);
        for (int attempt = 0; changes.size() < count && attempt < 500; attempt++) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            changes = feed.read(100, LONG);
        }
        assertThat(changes).hasSize(count);
        return changes;
    }

    private static Item truth(String partition, long version) {
        return new Item(
                new Key(partition, "status"),
                version,
                "nonce-" + version,
                Optional.empty(),
                Bytes.utf8("version " + version));
    }
}

package io.spotcluster.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import io.spotcluster.testkit.HandTurnedClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written lately is read from memory: nobody must be able to tell. */
class RecentWritesTest {
    private static final TableDefinition TABLE = TableDefinition.withFeed("tasks", "status");
    private static final TableDefinition HINTS = TableDefinition.withoutFeed("hints");

    private final HandTurnedClock clock = new HandTurnedClock();

    @TempDir
    Path folder = Path.of("");

    private EmbeddedStore open() {
        return EmbeddedStore.open(folder.resolve("data"), clock);
    }

    @Test
    void anItemIsReadAsItIsReadAfterAReopening() {
        Key key = new Key("t", "s");
        Item item = new Item(
                key, 3, "nonce", Optional.of(clock.instant().plusSeconds(60).plusNanos(1)), Bytes.utf8("{}"));
        Optional<Item> atOnce;
        try (EmbeddedStore store = open()) {
            store.tables().write(new Write.Put(TABLE, item, Condition.absent()));
            atOnce = store.tables().get(TABLE, key);
        }
        try (EmbeddedStore store = open()) {
            assertThat(atOnce).isPresent().isEqualTo(store.tables().get(TABLE, key));
        }
    }

    @Test
    void anItemExpiresWhereverItIsRead() {
        try (EmbeddedStore store = open()) {
            Key key = new Key("t", "s");
            Item item = Item.hint(key, 1, Optional.of(clock.instant().plusSeconds(60)));
            store.tables().write(new Write.Put(HINTS, item, Condition.absent()));
            clock.advance(Duration.ofSeconds(60));

            assertThat(store.tables().get(HINTS, key)).isEmpty();
            assertThat(store.tables().getAll(HINTS, List.of(key))).isEmpty();
            assertThat(put(store, key, 1, Condition.absent()).written()).isTrue();
        }
    }

    @Test
    void aNewerHintStandsAgainstAnOlderOneAfterAReopeningToo() {
        Key key = new Key("t", "s");
        try (EmbeddedStore store = open()) {
            put(store, key, 5, Condition.versionAtMost(5));
        }
        try (EmbeddedStore store = open()) {
            assertThat(put(store, key, 4, Condition.versionAtMost(4)))
                    .isEqualTo(new WriteOutcome.ConditionLost(Optional.of(Item.hint(key, 5, Optional.empty()))));
            assertThat(put(store, key, 6, Condition.versionAtMost(6)).written()).isTrue();
            assertThat(store.tables().get(HINTS, key)).map(Item::version).contains(6L);
        }
    }

    @Test
    void anExpiredHintGivesWayToAnOlderOneAfterAReopeningToo() {
        Key key = new Key("t", "s");
        try (EmbeddedStore store = open()) {
            Item item = Item.hint(key, 5, Optional.of(clock.instant().plusSeconds(60)));
            store.tables().write(new Write.Put(HINTS, item, Condition.always()));
        }
        clock.advance(Duration.ofSeconds(60));
        try (EmbeddedStore store = open()) {
            assertThat(put(store, key, 4, Condition.versionAtMost(4)).written()).isTrue();
            assertThat(store.tables().get(HINTS, key)).map(Item::version).contains(4L);
        }
    }

    @Test
    void nobodyReadsAnOlderVersionAfterANewerOne() throws Exception {
        try (EmbeddedStore store = open();
                ExecutorService executor = Executors.newFixedThreadPool(4)) {
            Key key = new Key("t", "s");
            put(store, key, 1, Condition.always());
            AtomicBoolean done = new AtomicBoolean();
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean all = i % 2 == 0;
                readers.add(executor.submit(() -> {
                    long last = 0;
                    while (!done.get()) {
                        long version = all
                                ? store.tables().getAll(HINTS, List.of(key)).values().stream()
                                        .findFirst()
                                        .orElseThrow()
                                        .version()
                                : store.tables().get(HINTS, key).orElseThrow().version();
                        assertThat(version).isGreaterThanOrEqualTo(last);
                        last = version;
                    }
                    return last;
                }));
            }
            for (long version = 2; version <= 300; version++) {
                assertThat(put(store, key, version, Condition.versionIs(version - 1))
                                .written())
                        .isTrue();
                assertThat(store.tables().get(HINTS, key)).map(Item::version).contains(version);
            }
            done.set(true);
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isLessThanOrEqualTo(300);
            }
        }
    }

    @Test
    void whatDoesNotFitIntoMemoryIsReadFromTheFile() {
        try (EmbeddedStore store = open()) {
            for (int i = 0; i < 40; i++) {
                Bytes body = Bytes.wrap(new byte[Item.MAXIMUM_BODY]);
                store.tables()
                        .write(new Write.Put(
                                HINTS,
                                Item.hint(new Key("p" + i, "s"), i + 1, Optional.empty(), body),
                                Condition.absent()));
            }
            for (int i = 0; i < 40; i++) {
                assertThat(store.tables().get(HINTS, new Key("p" + i, "s")))
                        .map(Item::version)
                        .contains(i + 1L);
            }
        }
    }

    @Test
    void aWriteThatWasRolledBackIsNotRead() {
        try (EmbeddedStore store = open()) {
            Key key = new Key("t", "s");
            put(store, key, 1, Condition.always());
            assertThatThrownBy(() -> store.writer().call(0, session -> {
                        session.items().writeEach(List.of(write(key, 2, Condition.always())));
                        throw new SQLException("the disk is full", "", 13);
                    }))
                    .isInstanceOf(StoreException.Throttled.class);

            assertThat(store.tables().get(HINTS, key)).map(Item::version).contains(1L);
        }
    }

    @Test
    void aReaderOfTheFeedThatHasFallenFarBehindMissesNothing() {
        try (EmbeddedStore store = open()) {
            for (int i = 0; i < 30; i++) {
                List<Write> writes = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    Key key = new Key("%05d".formatted(i * 100 + j), "status");
                    writes.add(new Write.Put(TABLE, Item.hint(key, 1, Optional.empty()), Condition.always()));
                }
                store.tables().writeHints(writes);
            }
            ChangeFeed feed = store.tables().feed(TABLE);
            List<String> read = new ArrayList<>();
            for (List<Change> changes = feed.read(70, Duration.ZERO);
                    !changes.isEmpty();
                    changes = feed.read(70, Duration.ZERO)) {
                changes.forEach(change -> read.add(change.key().partition()));
                feed.acknowledge(changes.getLast());
            }

            assertThat(read).hasSize(3000).doesNotHaveDuplicates().isSorted();
        }
    }

    /** After a full disk, SQLite's driver has closed the statement that met it. */
    @Test
    void theStoreGoesOnWhenADiskIsNoLongerFull() throws Exception {
        Connection connection = Schema.openWriting(folder.resolve(Schema.FILE));
        try (GroupCommit writer = new GroupCommit(
                        connection,
                        Feeds.load(connection),
                        new RecentItems(),
                        new Checkpoints(folder.resolve(Schema.FILE)),
                        clock);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma max_page_count = 20");
            Write large = new Write.Put(
                    HINTS,
                    Item.hint(new Key("t", "s"), 1, Optional.empty(), Bytes.wrap(new byte[200_000])),
                    Condition.always());
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> writeAll(writer, large))
                        .isInstanceOf(StoreException.Throttled.class)
                        .hasMessageContaining("full");
            }
            statement.execute("pragma max_page_count = 1000");

            assertThat(writeAll(writer, large)).isTrue();
        }
    }

    private static boolean writeAll(GroupCommit writer, Write write) {
        return writer.call(0, session -> {
            session.items().writeEach(List.of(write));
            return true;
        });
    }

    private static WriteOutcome put(EmbeddedStore store, Key key, long version, Condition condition) {
        return store.tables().write(write(key, version, condition));
    }

    private static Write write(Key key, long version, Condition condition) {
        return new Write.Put(HINTS, Item.hint(key, version, Optional.empty()), condition);
    }
}

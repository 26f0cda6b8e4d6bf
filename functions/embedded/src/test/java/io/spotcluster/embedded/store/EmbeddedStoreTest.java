package io.spotcluster.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import io.spotcluster.testkit.HandTurnedClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest {
    private static final TableDefinition TABLE = TableDefinition.withFeed("tasks", "status");
    private static final QueueDefinition QUEUE = new QueueDefinition("work", Duration.ofMinutes(1), 3);

    private final HandTurnedClock clock = new HandTurnedClock();

    @TempDir
    Path folder = Path.of("");

    private EmbeddedStore open() {
        return EmbeddedStore.open(folder.resolve("data"), clock);
    }

    @Test
    void everythingSurvivesAReopening() {
        Item item = new Item(
                new Key("t", "status"), 3, "nonce", Optional.of(clock.instant().plusSeconds(60)), Bytes.utf8("{}"));
        try (EmbeddedStore store = open()) {
            store.tables().write(new Write.Put(TABLE, item, Condition.absent()));
            store.workQueues().send(QUEUE, "a", Duration.ZERO);
            store.workQueues().send(QUEUE, "b", Duration.ofSeconds(5));
            assertThat(store.workQueues().receive(QUEUE, 1, Duration.ZERO)).hasSize(1);
        }
        try (EmbeddedStore store = open()) {
            assertThat(store.tables().get(TABLE, item.key())).contains(item);
            assertThat(store.tables().feed(TABLE).read(10, Duration.ZERO))
                    .extracting(Change::after)
                    .containsExactly(Optional.of(item));
            assertThat(store.workQueues().receive(QUEUE, 10, Duration.ZERO)).isEmpty();
            clock.advance(Duration.ofMinutes(1));
            List<Received> received = store.workQueues().receive(QUEUE, 10, Duration.ZERO);
            assertThat(received).extracting(Received::body).containsExactlyInAnyOrder("a", "b");
            assertThat(received).extracting(Received::deliveries).containsExactlyInAnyOrder(2, 1);
        }
    }

    @Test
    void theFeedGoesOnAfterTheLastAcknowledgedChange() {
        try (EmbeddedStore store = open()) {
            put(store, "a", 1);
            put(store, "b", 1);
            ChangeFeed feed = store.tables().feed(TABLE);
            feed.acknowledge(feed.read(1, Duration.ZERO).getFirst());
        }
        try (EmbeddedStore store = open()) {
            assertThat(partitions(store.tables().feed(TABLE).read(10, Duration.ZERO)))
                    .containsExactly("b");
        }
    }

    @Test
    void sequencesRiseAcrossReopeningsThoughAllIsAcknowledged() {
        List<String> sequences = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            try (EmbeddedStore store = open()) {
                put(store, "a", i);
                ChangeFeed feed = store.tables().feed(TABLE);
                List<Change> changes = feed.read(10, Duration.ZERO);
                assertThat(changes).hasSize(1);
                sequences.add(changes.getFirst().sequence());
                feed.acknowledge(changes.getFirst());
            }
        }
        assertThat(sequences).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void acknowledgedChangesLeaveTheFile() throws SQLException {
        try (EmbeddedStore store = open()) {
            put(store, "a", 1);
            put(store, "b", 1);
            ChangeFeed feed = store.tables().feed(TABLE);
            feed.acknowledge(feed.read(10, Duration.ZERO).getLast());
        }
        assertThat(count("select count(*) from feed")).isZero();
    }

    @Test
    void aSecondStoreOnTheFolderIsRefusedUntilTheFirstIsClosed() {
        try (EmbeddedStore store = open()) {
            put(store, "a", 1);
            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreException.Refused.class)
                    .hasMessageContaining(folder.resolve("data").toString())
                    .hasMessageContaining("in use by another Spotcluster")
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        try (EmbeddedStore store = open()) {
            assertThat(store.tables().get(TABLE, new Key("a", "status"))).isPresent();
        }
    }

    @Test
    void aFileOfANewerFormatIsRefusedUnharmed() throws SQLException {
        try (EmbeddedStore store = open()) {
            put(store, "a", 1);
        }
        execute("pragma user_version = 2");

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("has format 2, this Spotcluster reads up to 1");

        execute("pragma user_version = 1");
        try (EmbeddedStore store = open()) {
            assertThat(store.tables().get(TABLE, new Key("a", "status"))).isPresent();
        }
    }

    @Test
    void aFileThatIsNoStoreIsRefused() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        execute("pragma application_id = 7");

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("is no store of Spotcluster");

        Files.writeString(
                folder.resolve("data").resolve(Schema.FILE), "this is text, and not a database at all".repeat(50));
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("cannot open the store");
    }

    @Test
    void aFolderThatCannotBeMadeIsRefused() throws Exception {
        Files.writeString(folder.resolve("data"), "a file is in the way");

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("data");
    }

    @Test
    void theFolderIsForItsOwnerOnly() throws Exception {
        open().close();

        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data"))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void closingCompletesWhatWasAskedFor() throws Exception {
        EmbeddedStore store = open();
        CountDownLatch release = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> held = hold(store, executor, release);
            Future<?> written = executor.submit(() -> put(store, "a", 1));
            while (store.writer().waiting() < 1) {
                Thread.onSpinWait();
            }
            Future<?> closed = executor.submit(store::close);
            release.countDown();
            held.get();
            written.get();
            closed.get();
        }
        try (EmbeddedStore again = open()) {
            assertThat(again.tables().get(TABLE, new Key("a", "status"))).isPresent();
        }
    }

    @Test
    void whatFailsTakesNothingElseOfItsBatchWithIt() throws Exception {
        try (EmbeddedStore store = open();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch release = new CountDownLatch(1);
            Future<?> held = hold(store, executor, release);
            Future<?> good = executor.submit(() -> put(store, "good", 1));
            Future<?> bad = executor.submit(() -> store.writer().call(0, session -> {
                session.items().writeEach(List.of(write("bad", 1)));
                throw new SQLException("the disk is full", "", 13);
            }));
            Future<?> alsoGood = executor.submit(() -> put(store, "also-good", 1));
            while (store.writer().waiting() < 3) {
                Thread.onSpinWait();
            }
            release.countDown();

            held.get();
            good.get();
            alsoGood.get();
            assertThatThrownBy(bad::get).hasCauseInstanceOf(StoreException.Throttled.class);
            assertThat(store.tables().get(TABLE, new Key("bad", "status"))).isEmpty();
            assertThat(partitions(store.tables().feed(TABLE).read(10, Duration.ZERO)))
                    .containsExactlyInAnyOrder("good", "also-good");
        }
    }

    @Test
    void theWriterOutlivesAnError() {
        try (EmbeddedStore store = open()) {
            assertThatThrownBy(() -> store.writer().call(0, session -> {
                        session.items().writeEach(List.of(write("bad", 1)));
                        throw new StackOverflowError();
                    }))
                    .isInstanceOf(StoreException.ResultUnknown.class)
                    .hasRootCauseInstanceOf(StackOverflowError.class);

            put(store, "good", 1);
            assertThat(store.tables().get(TABLE, new Key("bad", "status"))).isEmpty();
            assertThat(partitions(store.tables().feed(TABLE).read(10, Duration.ZERO)))
                    .containsExactly("good");
        }
    }

    @Test
    void writesAtOnceShareAFlush() throws Exception {
        try (EmbeddedStore store = open();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch release = new CountDownLatch(1);
            Future<?> held = hold(store, executor, release);
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String partition = "p" + i;
                writes.add(executor.submit(() -> put(store, partition, 1)));
            }
            while (store.writer().waiting() < 50) {
                Thread.onSpinWait();
            }
            long before = store.writer().commits();
            release.countDown();
            held.get();
            for (Future<?> write : writes) {
                write.get();
            }

            assertThat(store.writer().commits() - before)
                    .as("the held one's and one more")
                    .isEqualTo(2);
        }
    }

    @Test
    void whoeverWouldFillTheMemoryWaits() throws Exception {
        try (EmbeddedStore store = open();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch release = new CountDownLatch(1);
            Future<?> held = hold(store, executor, release);
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < 250; i++) {
                Write write = new Write.Put(
                        TABLE,
                        Item.hint(new Key("p" + i, "s"), 1, Optional.empty(), Bytes.wrap(new byte[Item.MAXIMUM_BODY])),
                        Condition.always());
                writes.add(executor.submit(() -> store.tables().write(write)));
            }
            while (store.writer().blocked() == 0) {
                Thread.onSpinWait();
            }
            assertThat(store.writer().waiting()).isLessThan(200);
            release.countDown();
            held.get();
            for (Future<?> write : writes) {
                write.get();
            }
            assertThat(store.tables().get(TABLE, new Key("p249", "s"))).isPresent();
        }
    }

    @Test
    void expiredItemsLeaveTheFileWithoutAChange() throws SQLException {
        Instant soon = clock.instant().plusSeconds(5);
        Instant late = clock.instant().plusSeconds(500);
        try (EmbeddedStore store = open()) {
            List<Write> writes = new ArrayList<>();
            for (int i = 0; i < 2500; i++) {
                Item item = new Item(
                        new Key("p" + i % 3, "%04d".formatted(i)),
                        1,
                        "",
                        i % 5 == 0 ? Optional.empty() : Optional.of(i % 5 == 1 ? late : soon),
                        Bytes.EMPTY);
                writes.add(new Write.Put(TABLE, item, Condition.always()));
            }
            store.tables().writeHints(writes);
            store.tables()
                    .write(new Write.Put(
                            TABLE,
                            new Item(new Key("t", "status"), 1, "", Optional.of(soon), Bytes.EMPTY),
                            Condition.always()));
            ChangeFeed feed = store.tables().feed(TABLE);
            feed.acknowledge(feed.read(10, Duration.ZERO).getLast());
            clock.advance(Duration.ofSeconds(5));

            int steps = 1;
            while (!store.purge().step()) {
                steps++;
            }

            assertThat(steps).isEqualTo(3);
            assertThat(feed.read(10, Duration.ZERO)).isEmpty();
            assertThat(store.tables().query(TABLE, Query.all("p0", 1000)).items())
                    .hasSize(334);
        }
        assertThat(count("select count(*) from item")).isEqualTo(1000);
    }

    @Test
    void theWalkOfTheExpiryUsesTheIndexWhole() throws SQLException {
        open().close();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "explain query plan select tbl, partition, sort, expires from item "
                                + "where (tbl, partition, sort) > ('a', 'b', 'c') order by tbl, partition, sort limit 10")) {
            assertThat(row.getString("detail"))
                    .isEqualTo("SEARCH item USING PRIMARY KEY ((tbl,partition,sort)>(?,?,?))");
            assertThat(row.next()).isTrue();
            assertThat(row.next()).isFalse();
        }
    }

    /** Keeps the writer busy until it is released; returns when it is. */
    private static Future<?> hold(EmbeddedStore store, ExecutorService executor, CountDownLatch release)
            throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        Future<?> future = executor.submit(() -> store.writer().call(0, _ -> {
            held.countDown();
            return await(release);
        }));
        held.await();
        return future;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void put(EmbeddedStore store, String partition, long version) {
        store.tables().write(write(partition, version));
    }

    private static Write write(String partition, long version) {
        return new Write.Put(
                TABLE, Item.hint(new Key(partition, "status"), version, Optional.empty()), Condition.always());
    }

    private static List<String> partitions(List<Change> changes) {
        return changes.stream().map(change -> change.key().partition()).toList();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + folder.resolve("data").resolve(Schema.FILE));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int count(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getInt(1);
        }
    }
}

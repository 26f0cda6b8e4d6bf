package io.spotcluster.local.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.FeedBatch;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedReaderTest {
    private static final TableDefinition TABLE = TableDefinition.withFeed("tasks", "status");

    private final MemoryTables tables = new MemoryTables(Clock.systemUTC());
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Change> handled = new CopyOnWriteArrayList<>();
    private final List<Change> parked = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private FeedReader reader(Consumer<Change> handler) {
        return reader(handler, () -> {});
    }

    private FeedReader reader(Consumer<Change> handler, Runnable secure) {
        return new FeedReader(
                tables.feed(TABLE),
                new FeedBatch.Handler() {
                    @Override
                    public void handle(Change change) {
                        handler.accept(change);
                        handled.add(change);
                    }

                    @Override
                    public void park(Change change, RuntimeException failure) {
                        parked.add(change);
                    }
                },
                executor,
                secure);
    }

    private void write(String taskId, long version) {
        Item item = Item.hint(new Key(taskId, "status"), version, Optional.empty());
        tables.write(new Write.Put(TABLE, item, Condition.versionAtMost(version - 1)));
    }

    private boolean everythingIsAcknowledged() {
        return tables.feed(TABLE).read(1, Duration.ZERO).isEmpty();
    }

    @Test
    void recordsOfOneItemAreHandledInOrderAmongThoseOfOthers() throws Exception {
        for (int version = 1; version <= 20; version++) {
            for (String taskId : List.of("a", "b", "c")) {
                write(taskId, version);
            }
        }
        reader(_ -> {}).run();
        Map<String, List<Long>> versions = new HashMap<>();
        handled.forEach(change -> versions.computeIfAbsent(change.key().partition(), _ -> new ArrayList<>())
                .add(change.after().orElseThrow().version()));
        assertThat(versions).hasSize(3);
        assertThat(versions.values())
                .allSatisfy(list -> assertThat(list).hasSize(20).isSorted());
        assertThat(everythingIsAcknowledged()).isTrue();
    }

    @Test
    void aRecordThatKeepsFailingIsParkedAndHoldsUpNoOther() throws Exception {
        write("good", 1);
        write("poisoned", 1);
        write("poisoned", 2);
        write("fine", 1);
        reader(change -> {
                    if (change.key().partition().equals("poisoned")
                            && change.after().orElseThrow().version() == 1) {
                        throw new IllegalStateException("cannot be handled");
                    }
                })
                .run();
        assertThat(parked).extracting(change -> change.key().partition()).containsExactly("poisoned");
        assertThat(handled)
                .extracting(change -> change.key().partition())
                .containsExactlyInAnyOrder("good", "fine", "poisoned");
        assertThat(everythingIsAcknowledged()).isTrue();
    }

    @Test
    void whatFailsForNowComesAgain() throws Exception {
        write("a", 1);
        FeedReader failing = reader(_ -> {
            throw new StoreException.Throttled("too fast");
        });
        assertThatThrownBy(failing::run).hasRootCauseInstanceOf(StoreException.Throttled.class);
        assertThat(parked).isEmpty();
        assertThat(everythingIsAcknowledged()).isFalse();
        reader(_ -> {}).run();
        assertThat(handled).hasSize(1);
        assertThat(everythingIsAcknowledged()).isTrue();
    }

    @Test
    void nothingIsAcknowledgedBeforeWhatFollowedFromItIsDurable() throws Exception {
        write("a", 1);
        write("b", 1);
        FeedReader failing = reader(_ -> {}, () -> {
            assertThat(handled).hasSize(2);
            throw new IllegalStateException("the disk is full");
        });
        assertThatThrownBy(failing::run).hasMessage("the disk is full");
        assertThat(everythingIsAcknowledged()).isFalse();
        reader(_ -> {}).run();
        assertThat(everythingIsAcknowledged()).isTrue();
    }
}

package io.spotcluster.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shards that split, end, expire and are trimmed. */
class DynamoChangeFeedTest {
    private static final TableDefinition TABLE = TableDefinition.withFeed("tasks", "status");

    private final FakeStream stream = new FakeStream();
    private final HandTurnedClock clock = new HandTurnedClock();
    private final Tables checkpoints = new MemoryTables(clock);
    private ChangeFeed feed = newProcess();

    @BeforeEach
    void openShard() {
        stream.open("a");
    }

    @Test
    void aChildIsReadAfterItsParent() {
        add("a", "1", "2", "3", "4", "5");
        stream.split("a", "b", "c");
        add("b", "6", "8");
        add("c", "7");
        stream.split("b", "d");
        add("d", "9");

        assertThat(readAll()).containsExactly("1", "2", "3", "4", "5", "6", "8", "7", "9");
    }

    @Test
    void shardsThatAppearWhileTheFeedIsReadAreFound() {
        add("a", "1");
        assertThat(readAll()).containsExactly("1");

        stream.split("a", "b");
        add("b", "2");

        assertThat(readAll()).containsExactly("2");
    }

    @Test
    void aParentThatIsForgottenHoldsNobodyUp() {
        stream.split("a", "b");
        stream.forget("a");
        add("b", "1");

        assertThat(readAll()).containsExactly("1");
    }

    @Test
    void aNewProcessGoesOnAfterTheLastAcknowledgedChange() {
        add("a", "1", "2", "3");
        stream.split("a", "b");
        add("b", "4", "5");
        List<Change> changes = read(5);

        feed.acknowledge(changes.get(3));
        feed = newProcess();

        assertThat(readAll()).containsExactly("5");
    }

    @Test
    void whatTheFeedLeavesOutIsAcknowledgedWithTheChangeBefore() {
        stream.add("a", "0", "definition");
        add("a", "1");
        stream.add("a", "1", "definition");
        stream.add("a", "1", "artifact");
        add("a", "2");
        List<Change> changes = read(2);

        feed.acknowledge(changes.getFirst());

        assertThat(new FeedCheckpoints(checkpoints, TABLE, clock).find("a")).contains("103");
        assertThat(readAll()).containsExactly("2");
    }

    @Test
    void whatTheFeedLeavesOutHidesNothingBehindIt() {
        for (int i = 0; i < 7; i++) {
            stream.add("a", "x", "artifact" + i);
        }
        add("a", "1");

        assertThat(feed.read(1, Duration.ofSeconds(30))).hasSize(1);
    }

    @Test
    void anExpiredIteratorIsReplacedAtTheSamePlace() {
        add("a", "1", "2", "3");
        assertThat(read(2)).hasSize(2);

        stream.expireIterators();

        assertThat(readAll()).containsExactly("1", "2", "3");
    }

    @Test
    void afterMoreThanADayTheFeedGoesOnWithTheOldestRecordKept() {
        add("a", "1", "2", "3", "4", "5");
        feed.acknowledge(read(1).getFirst());
        feed = newProcess();
        stream.trim("a", 2);

        assertThat(readAll()).containsExactly("4", "5");
    }

    @Test
    void recordsThatAreTrimmedWhileTheFeedIsReadAreSkipped() {
        add("a", "1", "2", "3", "4", "5");
        assertThat(read(2)).hasSize(2);
        stream.trim("a", 1);

        assertThat(readAll()).containsExactly("1", "2", "5");
    }

    @Test
    void checkpointsOutliveTheirShards() {
        add("a", "1", "2");
        feed.acknowledge(read(2).getLast());

        clock.advance(Duration.ofHours(30));
        feed = newProcess();
        add("a", "3");

        assertThat(readAll()).containsExactly("3");
    }

    private void add(String shard, String... partitions) {
        for (String partition : partitions) {
            stream.add(shard, partition, "status");
        }
    }

    /** Reads, without acknowledging, until that many changes wait. */
    private List<Change> read(int count) {
        List<Change> changes = feed.read(count, Duration.ZERO);
        for (int i = 0; changes.size() < count && i < 20; i++) {
            changes = feed.read(count, Duration.ZERO);
        }
        return changes;
    }

    /** Acknowledges as it goes. */
    private List<String> readAll() {
        List<String> partitions = new ArrayList<>();
        for (int empty = 0; empty < 10; ) {
            List<Change> changes = feed.read(100, Duration.ZERO);
            if (changes.isEmpty()) {
                empty++;
            } else {
                changes.forEach(change -> partitions.add(change.key().partition()));
                feed.acknowledge(changes.getLast());
            }
        }
        return partitions;
    }

    private ChangeFeed newProcess() {
        return new DynamoChangeFeed(
                TABLE,
                "test-tasks",
                stream.tableClient(),
                stream,
                new FeedCheckpoints(checkpoints, TABLE, clock),
                () -> {});
    }
}

package io.spotcluster.embedded.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.cost.CostMeter;
import io.spotcluster.ports.cost.CostReport;
import io.spotcluster.ports.cost.MeteredBlobs;
import io.spotcluster.ports.cost.MeteredTables;
import io.spotcluster.ports.cost.MeteredWorkQueues;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeteredPortsTest {
    private static final TableDefinition TASKS = TableDefinition.withoutFeed("tasks");
    private static final TableDefinition PENDING = TableDefinition.withoutFeed("pending");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final HandTurnedClock clock = new HandTurnedClock();
    private final CostMeter meter = new CostMeter();
    private final MeteredTables tables = new MeteredTables(new MemoryTables(clock), meter);

    @Test
    void writesAreCountedByTableAndOperation() {
        tables.write(
                List.of(put(TASKS, "definition", 5000, Condition.absent())),
                put(TASKS, "status", 900, Condition.absent()),
                List.of(put(PENDING, "a", 0, Condition.always()), put(PENDING, "b", 0, Condition.always())));
        tables.writeHints(List.of(new Write.Delete(PENDING, new Key("p", "a"), Condition.always())));

        assertThat(units("tasks", "foundation")).isEqualTo(5);
        assertThat(units("tasks", "write")).isEqualTo(1);
        assertThat(units("pending", "hint")).isEqualTo(2);
        assertThat(units("pending", "hint delete")).isEqualTo(1);
        assertThat(meter.report().dollars()).isEqualTo(9 * 0.625e-6, within(1e-12));
    }

    @Test
    void aLostWriteCostsAsMuchAndItsHintsNothing() {
        tables.write(put(TASKS, "status", 3000, Condition.absent()));
        meter.reset();

        tables.write(put(TASKS, "status", 100, Condition.absent()), List.of(put(PENDING, "a", 0, Condition.always())));

        assertThat(units("tasks", "write lost")).isEqualTo(3);
        assertThat(meter.report().lines()).hasSize(1);
    }

    @Test
    void aRemovalCostsByWhatIsRemoved() {
        tables.write(put(TASKS, "status", 3000, Condition.absent()));

        tables.write(new Write.Delete(TASKS, new Key("p", "status"), Condition.always()));

        assertThat(units("tasks", "write delete")).isEqualTo(3);
    }

    @Test
    void readsAreCountedByItemOrByTheSumOfAPage() {
        for (String sort : List.of("a", "b", "c")) {
            tables.write(put(TASKS, sort, 3000, Condition.absent()));
        }

        tables.get(TASKS, new Key("p", "a"));
        tables.get(TASKS, new Key("p", "none"));
        tables.getAll(TASKS, List.of(new Key("p", "a"), new Key("p", "a"), new Key("p", "b"), new Key("p", "none")));
        tables.query(TASKS, Query.all("p", 10));

        assertThat(units("tasks", "get")).isEqualTo(2);
        assertThat(units("tasks", "batch get")).isEqualTo(3);
        assertThat(units("tasks", "query")).isEqualTo(3);
        assertThat(meter.report().dollars()).isEqualTo(9 * 0.625e-6 + 8 * 0.125e-6, within(1e-12));
    }

    @Test
    void readsThatMayLagCostHalf() {
        tables.write(put(TASKS, "a", 3000, Condition.absent()));
        tables.write(put(TASKS, "b", 3000, Condition.absent()));
        meter.reset();

        tables.lagging().get(TASKS, new Key("p", "a"));
        tables.lagging().getAll(TASKS, List.of(new Key("p", "a"), new Key("p", "none")));
        tables.lagging().query(TASKS, Query.all("p", 10));

        assertThat(units("tasks", "get")).isEqualTo(0.5);
        assertThat(units("tasks", "batch get")).isEqualTo(1);
        // Rounded to two whole units before, not to one and a half after.
        assertThat(units("tasks", "query")).isEqualTo(1);
        assertThat(meter.report().dollars()).isEqualTo(2.5 * 0.125e-6, within(1e-12));
    }

    @Test
    void queueCallsAreCountedBySixtyFourKilobytes() {
        QueueDefinition queue = new QueueDefinition("work", MINUTE, 3);
        MeteredWorkQueues queues = new MeteredWorkQueues(new MemoryWorkQueues(clock), meter);

        queues.send(queue, "x".repeat(100_000), Duration.ZERO);
        queues.delete(queue, queues.receive(queue, 10, Duration.ZERO).getFirst());
        queues.receive(queue, 10, Duration.ZERO);

        assertThat(units("work", "send")).isEqualTo(2);
        assertThat(units("work", "receive")).isEqualTo(3);
        assertThat(units("work", "delete")).isEqualTo(1);
        assertThat(meter.report().dollars()).isEqualTo(6 * 0.40e-6, within(1e-12));
    }

    @Test
    void blobCallsAreCountedByRequest() {
        MeteredBlobs blobs = new MeteredBlobs(new MemoryBlobs(clock), meter);
        BlobKey key = new BlobKey(RetentionClass.DAYS_3, "a");

        blobs.put(key, "text/plain", Bytes.utf8("content"));
        assertThat(blobs.get(key)).isPresent();
        assertThat(blobs.head(key)).isPresent();
        assertThat(blobs.signedPut(key, "text/plain", MINUTE)).hasScheme("http");
        assertThat(blobs.signedGet(key, MINUTE)).hasScheme("http");
        blobs.delete(key);

        assertThat(units("blobs", "put")).isEqualTo(1);
        assertThat(meter.report().dollars()).isEqualTo(2 * 5e-6 + 3 * 0.40e-6, within(1e-12));
    }

    @Test
    void theReportIsATableWithATotal() {
        tables.get(TASKS, new Key("p", "a"));

        assertThat(meter.report().format().lines())
                .containsExactly(
                        "service   resource             operation           calls      units          bytes      dollars",
                        "dynamodb  tasks                get                     1        1.0              0  0.000000125",
                        "total                                                                               0.000000125");
    }

    private double units(String resource, String operation) {
        return meter.report().lines().stream()
                .filter(line ->
                        line.resource().equals(resource) && line.operation().equals(operation))
                .mapToDouble(CostReport.Line::units)
                .sum();
    }

    private static Write put(TableDefinition table, String sort, int body, Condition condition) {
        return new Write.Put(
                table, Item.hint(new Key("p", sort), 1, Optional.empty(), Bytes.wrap(new byte[body])), condition);
    }
}

package io.spotcluster.lambda.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.spotcluster.base.Bytes;
import io.spotcluster.base.Slug;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.lambda.logging.Figures;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.reading.Backlog;
import io.spotcluster.queue.tables.PendingEntry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BacklogFiguresTest {
    private final HandTurnedClock clock = new HandTurnedClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final BacklogFigures figures =
            new BacklogFigures(new Backlog(tables, PendingEntry.Shards.ONE), "ci", clock);

    private void put(TableDefinition table, Key key) {
        tables.writeHints(
                List.of(new Write.Put(table, Item.hint(key, 1, Optional.empty(), Bytes.EMPTY), Condition.always())));
    }

    private void queue(String name) {
        put(QueueTables.WORKERS, QueueTables.taskQueue(new TaskQueueId(name)));
    }

    private void pending(String queue, Priority priority, Duration since) {
        put(
                QueueTables.PENDING,
                PendingEntry.of(
                                new TaskQueueId(queue),
                                priority,
                                clock.instant().minus(since),
                                new TaskId(Slug.nice()),
                                0)
                        .key(PendingEntry.Shards.ONE));
    }

    private static Map<String, Figures.Figure> values(int pending, double seconds) {
        return Map.of(
                "PendingTasks", new Figures.Figure(pending, "Count"),
                "LongestWait", new Figures.Figure(seconds, "Seconds"));
    }

    @Test
    void whereNothingWaitsNothingIsTold() {
        queue("a/idle");

        assertThat(figures.figures()).isEmpty();
    }

    @Test
    void eachQueueInWhichSomethingWaitsIsToldAndAllTogether() {
        queue("a/idle");
        queue("a/one");
        queue("a/two");
        pending("a/one", Priority.HIGHEST, Duration.ofSeconds(5));
        // The urgent one stands first, the old one waits longest.
        pending("a/two", Priority.HIGHEST, Duration.ofSeconds(1));
        pending("a/two", Priority.LOWEST, Duration.ofSeconds(90));

        assertThat(figures.figures())
                .extracting(Figures::dimensions, Figures::values)
                .containsExactly(
                        tuple(Map.of("Deployment", "ci"), values(3, 90)),
                        tuple(Map.of("Deployment", "ci", "TaskQueue", "a/two"), values(2, 90)),
                        tuple(Map.of("Deployment", "ci", "TaskQueue", "a/one"), values(1, 5)));
    }

    @Test
    void ofManyQueuesThoseAreToldApartThatWaitLongest() {
        for (int i = 10; i < 40; i++) {
            queue("a/q" + i);
            pending("a/q" + i, Priority.LOW, Duration.ofSeconds(i));
        }

        assertThat(figures.figures())
                .hasSize(1 + 20)
                .first()
                .satisfies(all -> assertThat(all.values()).isEqualTo(values(30, 39)));
        assertThat(figures.figures().getLast().dimensions()).containsEntry("TaskQueue", "a/q20");
    }
}

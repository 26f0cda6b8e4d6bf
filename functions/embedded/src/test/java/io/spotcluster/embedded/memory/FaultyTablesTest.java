package io.spotcluster.embedded.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.fault.Fault;
import io.spotcluster.ports.fault.FaultPlan;
import io.spotcluster.ports.fault.FaultRates;
import io.spotcluster.ports.fault.FaultyTables;
import io.spotcluster.ports.fault.Operation;
import io.spotcluster.ports.fault.ProcessDied;
import io.spotcluster.ports.fault.SeededFaults;
import io.spotcluster.ports.fault.Step;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultyTablesTest {
    private static final TableDefinition TABLE = TableDefinition.withFeed("tasks", "status");
    private static final Key TRUTH = new Key("t", "status");

    private final MemoryTables store = new MemoryTables(new HandTurnedClock());
    private final List<String> steps = new ArrayList<>();

    /** The given faults, one an operation; then none. */
    private static final class Script implements FaultPlan {
        private final Deque<Fault> faults;

        Script(Fault... faults) {
            this.faults = new ArrayDeque<>(List.of(faults));
        }

        @Override
        public Fault decide(Operation operation) {
            return faults.isEmpty() ? Fault.proceed() : faults.remove();
        }
    }

    private FaultyTables with(FaultPlan plan) {
        return new FaultyTables(store, plan, operation -> steps.add(operation.toString()));
    }

    private FaultyTables with(Fault... faults) {
        return with(new Script(faults));
    }

    @Test
    void withoutFaultsEveryElementaryOperationIsAStep() {
        FaultyTables tables = with(FaultPlan.none());

        tables.write(List.of(put("definition", 1)), put("status", 1), List.of(put("a", 1), delete("b")));
        tables.get(TABLE, TRUTH);
        tables.getAll(TABLE, List.of(TRUTH, new Key("t", "a")));
        tables.query(TABLE, Query.prefix("t", "a", 5));
        ChangeFeed feed = tables.feed(TABLE);
        feed.acknowledge(feed.read(5, Duration.ZERO).getFirst());

        assertThat(steps)
                .containsExactly(
                        "write foundation tasks t/definition version 1",
                        "write tasks t/status version 1",
                        "write hint tasks t/a version 1",
                        "write hint tasks t/b removed",
                        "get tasks t/status",
                        "get tasks t/status",
                        "get tasks t/a",
                        "query tasks t/a…",
                        "read feed tasks up to 5",
                        "acknowledge tasks t/status 0000000000000000001");
        assertThat(feed.read(5, Duration.ZERO)).isEmpty();
    }

    @Test
    void aReadThatMayLagShowsThePastAndOthersDoNot() {
        FaultyTables tables = with(
                Fault.proceed(),
                Fault.proceed(),
                new Fault.Lags(1),
                new Fault.Lags(2),
                new Fault.Lags(9),
                new Fault.Lags(1));
        tables.write(put("status", 1));
        tables.write(put("status", 2));

        assertThat(tables.lagging().get(TABLE, TRUTH)).map(Item::version).contains(1L);
        assertThat(tables.lagging().get(TABLE, TRUTH)).isEmpty();
        assertThat(tables.lagging().get(TABLE, TRUTH)).isEmpty();
        assertThat(tables.get(TABLE, TRUTH)).map(Item::version).contains(2L);
        assertThat(tables.lagging().get(TABLE, TRUTH)).map(Item::version).contains(2L);
        assertThat(steps).endsWith("get lagging tasks t/status", "get tasks t/status", "get lagging tasks t/status");
    }

    @Test
    void aQueryThatMayLagShowsWhatIsGoneAndNotWhatIsNew() {
        FaultyTables tables = with(_ -> new Fault.Lags(1));
        store.write(put("a", 7));
        store.write(put("z", 7));
        tables.write(put("b", 1));
        tables.write(put("c", 1));
        tables.write(put("c", 2));
        tables.write(delete("a"));

        assertThat(tables.lagging().query(TABLE, Query.all("t", 10)).items())
                .extracting(item -> item.key().sort() + item.version())
                .containsExactly("a7", "c1", "z7");
        assertThat(tables.lagging().query(TABLE, Query.prefix("t", "c", 10)).items())
                .extracting(Item::version)
                .containsExactly(1L);
        assertThat(tables.query(TABLE, Query.all("t", 10)).items())
                .extracting(item -> item.key().sort() + item.version())
                .containsExactly("b1", "c2", "z7");
    }

    @Test
    void aLostRequestDoesNothingAndTheCallerDoesNotKnow() {
        assertThatThrownBy(() -> with(new Fault.RequestLost()).write(put("status", 1)))
                .isInstanceOf(StoreException.ResultUnknown.class)
                .hasMessageContaining("t/status");
        assertThat(store.get(TABLE, TRUTH)).isEmpty();
    }

    @Test
    void aThrottledRequestDoesNothingAndTheCallerKnows() {
        assertThatThrownBy(() -> with(new Fault.Throttled()).write(put("status", 1)))
                .isInstanceOf(StoreException.Throttled.class);
        assertThat(store.get(TABLE, TRUTH)).isEmpty();
    }

    @Test
    void aLostAnswerLeavesTheTruthWithoutItsHints() {
        assertThatThrownBy(() -> with(new Fault.AnswerLost()).write(put("status", 1), List.of(put("a", 1))))
                .isInstanceOf(StoreException.ResultUnknown.class);
        assertThat(store.get(TABLE, TRUTH)).isPresent();
        assertThat(store.get(TABLE, new Key("t", "a"))).isEmpty();
    }

    @Test
    void aHintThatFailsLeavesTheTruthAndTheHintsBeforeIt() {
        FaultyTables tables = with(Fault.proceed(), Fault.proceed(), new Fault.Throttled());

        assertThatThrownBy(() -> tables.write(put("status", 1), List.of(put("a", 1), put("b", 1), put("c", 1))))
                .isInstanceOf(StoreException.Throttled.class);
        assertThat(sorts()).containsExactly("a", "status");
    }

    @Test
    void aProcessDiesBeforeOrAfterTheOperation() {
        assertThatThrownBy(() -> with(new Fault.DiesBefore()).write(put("a", 1)))
                .isInstanceOf(ProcessDied.class);
        assertThat(sorts()).isEmpty();
        assertThatThrownBy(() -> with(new Fault.DiesAfter()).write(put("b", 1))).isInstanceOf(ProcessDied.class);
        assertThat(sorts()).containsExactly("b");
    }

    @Test
    void aLateWriteHappensAfterThatManyOperationsOnItsOwnCondition() {
        FaultyTables tables = with(new Fault.HappensLate(2), Fault.proceed(), new Fault.HappensLate(1));
        assertThatThrownBy(() -> tables.write(put("late", 1))).isInstanceOf(StoreException.ResultUnknown.class);

        assertThat(tables.get(TABLE, new Key("t", "late"))).isEmpty();
        assertThatThrownBy(() -> tables.write(
                        new Write.Put(TABLE, Item.hint(new Key("t", "late"), 9, Optional.empty()), Condition.absent())))
                .isInstanceOf(StoreException.ResultUnknown.class);

        assertThat(tables.get(TABLE, new Key("t", "late")))
                .hasValueSatisfying(item -> assertThat(item.version()).isEqualTo(1));
    }

    @Test
    void aLateReadOnlyFails() {
        assertThatThrownBy(() -> with(new Fault.HappensLate(1)).get(TABLE, TRUTH))
                .isInstanceOf(StoreException.ResultUnknown.class);
    }

    @Test
    void hintsComeInEveryOrder() {
        Set<List<String>> orders = new HashSet<>();
        for (int seed = 0; seed < 60; seed++) {
            steps.clear();
            with(new SeededFaults(new Random(seed), FaultRates.none()))
                    .writeHints(List.of(put("a", 1), put("b", 1), put("c", 1)));
            orders.add(List.copyOf(steps));
        }
        assertThat(orders).hasSize(6);
    }

    @Test
    void aShortenedPageLeadsOn() {
        store.writeHints(List.of(put("a", 1), put("b", 1), put("c", 1)));
        FaultyTables tables = with(new Fault.Fewer(0), new Fault.Fewer(2));

        Page first = tables.query(TABLE, Query.all("t", 10));
        Page second = tables.query(TABLE, Query.all("t", 10).after(first.cursor()));

        assertThat(first.items()).hasSize(1);
        assertThat(second.items()).hasSize(2);
        assertThat(second.cursor()).isEmpty();
    }

    @Test
    void theFeedTellsAgainWhatWasAcknowledged() {
        for (int version = 1; version <= 3; version++) {
            store.write(put("status", version));
        }
        FaultyTables tables = with(Fault.proceed(), Fault.proceed(), new Fault.Repeats(), Fault.proceed());
        ChangeFeed feed = tables.feed(TABLE);
        List<Change> changes = feed.read(2, Duration.ZERO);
        feed.acknowledge(changes.getLast());

        List<Change> again = feed.read(10, Duration.ZERO);
        feed.acknowledge(again.get(1));

        assertThat(versions(again)).containsExactly(1L, 2L, 3L);
        assertThat(versions(feed.read(10, Duration.ZERO))).containsExactly(3L);
    }

    @Test
    void theFeedTellsLate() {
        store.write(put("status", 1));
        store.write(put("status", 2));
        ChangeFeed feed = with(new Fault.Fewer(0), new Fault.Fewer(1)).feed(TABLE);

        assertThat(feed.read(10, Duration.ZERO)).isEmpty();
        assertThat(versions(feed.read(10, Duration.ZERO))).containsExactly(1L);
        assertThat(versions(feed.read(10, Duration.ZERO))).containsExactly(1L, 2L);
    }

    @Test
    void aLostAcknowledgementTellsAgain() {
        store.write(put("status", 1));
        ChangeFeed feed = with(Fault.proceed(), new Fault.RequestLost()).feed(TABLE);
        Change change = feed.read(10, Duration.ZERO).getFirst();

        assertThatThrownBy(() -> feed.acknowledge(change)).isInstanceOf(StoreException.ResultUnknown.class);
        assertThat(feed.read(10, Duration.ZERO)).containsExactly(change);
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(run(7)).isEqualTo(run(7));
        assertThat(run(7)).isNotEqualTo(run(8));
    }

    @Test
    void aSeededRunMeetsEveryFault() {
        String run = String.join("\n", run(1));

        assertThat(run).contains("Throttled: throttled", "ResultUnknown: lost", "ResultUnknown: answer lost");
        assertThat(run).contains("ResultUnknown: late", "ProcessDied");
    }

    private static List<String> run(long seed) {
        List<String> trace = new ArrayList<>();
        FaultyTables tables = new FaultyTables(
                new MemoryTables(new HandTurnedClock()),
                new SeededFaults(new Random(seed), FaultRates.each(0.05)),
                Step.none());
        for (int i = 0; i < 300; i++) {
            try {
                trace.add(tables.write(put("status", i), List.of(put("a", i), put("b", i))) + " "
                        + tables.query(TABLE, Query.all("t", 10)) + " "
                        + tables.feed(TABLE).read(5, Duration.ZERO));
            } catch (StoreException | ProcessDied e) {
                trace.add(e.toString());
            }
        }
        return trace;
    }

    private List<String> sorts() {
        return store.query(TABLE, Query.all("t", 100)).items().stream()
                .map(item -> item.key().sort())
                .toList();
    }

    private static List<Long> versions(List<Change> changes) {
        return changes.stream()
                .map(change -> change.after().orElseThrow().version())
                .toList();
    }

    private static Write put(String sort, long version) {
        return new Write.Put(TABLE, Item.hint(new Key("t", sort), version, Optional.empty()), Condition.always());
    }

    private static Write delete(String sort) {
        return new Write.Delete(TABLE, new Key("t", sort), Condition.always());
    }
}

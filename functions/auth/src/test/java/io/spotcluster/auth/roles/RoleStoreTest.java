package io.spotcluster.auth.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.Authority;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.auth.tables.AuthTables;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.fault.FaultRates;
import io.spotcluster.ports.fault.FaultyTables;
import io.spotcluster.ports.fault.SeededFaults;
import io.spotcluster.ports.fault.Step;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoleStoreTest {
    private static final Authority TEST = new Authority.BackgroundLoop("test");
    private static final Duration KEPT_FOR = Duration.ofSeconds(5);

    private final HandTurnedClock clock = new HandTurnedClock();
    private final Tables tables = new MemoryTables(clock);

    private RoleStore store(Tables on) {
        return new RoleStore(on, clock, KEPT_FOR);
    }

    private void add(RoleStore store, String roleId) {
        store.change(TEST, before -> before.with(role(roleId)));
    }

    private Role role(String roleId) {
        return new Role(roleId, "", List.of("x:" + roleId), clock.instant(), clock.instant());
    }

    @Test
    void aChangeIsSeenAtOnceByWhoMadeIt() {
        RoleStore store = store(tables);
        store.recent();

        add(store, "a");

        assertThat(store.recent().compiled().expand(ScopeSet.of("assume:a")).satisfies("x:a"))
                .isTrue();
    }

    @Test
    void othersSeeItWhenWhatTheyKeptIsOld() {
        RoleStore other = store(tables);
        assertThat(other.recent().roles()).isEmpty();
        add(store(tables), "a");

        assertThat(other.recent().roles()).isEmpty();
        clock.advance(KEPT_FOR);
        assertThat(other.recent().roles()).containsOnlyKeys("a");
    }

    @Test
    void aChangeThatChangesNothingIsNotWritten() {
        RoleStore store = store(tables);
        add(store, "a");

        assertThat(store.change(TEST, roles -> roles).version()).isEqualTo(1);
        assertThat(store(tables).current().version()).isEqualTo(1);
    }

    @Test
    void whatAChangeReplacedIsRemoved() {
        RoleStore store = store(tables);
        IntStream.range(0, 500).forEach(i -> add(store, "r" + i));
        List<String> before = buckets();

        store.change(TEST, catalog -> catalog.without("r7"));

        List<String> after = buckets();
        assertThat(after).hasSameSizeAs(before);
        assertThat(before.stream().filter(key -> !after.contains(key))).hasSize(1);
        assertThat(store(tables).current().roles()).hasSize(499).doesNotContainKey("r7");
    }

    private List<String> buckets() {
        return tables.query(AuthTables.ROLES, Query.prefix("roles", "bucket#", 1000)).items().stream()
                .map(item -> item.key().sort())
                .toList();
    }

    @Test
    void othersReadOnlyTheBucketsThatAreNew() {
        RoleStore writer = store(tables);
        IntStream.range(0, 500).forEach(i -> add(writer, "r" + i));
        Set<Key> read = new HashSet<>();
        RoleStore reader = store(new WatchedReads(tables, read));
        reader.current();
        read.clear();

        writer.change(TEST, catalog -> catalog.without("r7"));
        add(writer, "new");

        assertThat(reader.current().roles()).hasSize(500).containsKey("new").doesNotContainKey("r7");
        assertThat(read).hasSizeLessThanOrEqualTo(2).isNotEmpty();
    }

    @Test
    void aBucketMayBeLargerThanAnItem() {
        Random random = new Random(1);
        List<String> scopes = IntStream.range(0, 60_000)
                .mapToObj(i -> "x:" + Long.toHexString(random.nextLong()))
                .toList();
        store(tables).change(TEST, before -> before.with(new Role("r", "", scopes, clock.instant(), clock.instant())));

        assertThat(buckets()).hasSizeGreaterThan(1);
        assertThat(store(tables).current().roles().get("r"))
                .extracting(Role::scopes)
                .isEqualTo(scopes);
    }

    /** Notes which items are read together. */
    private record WatchedReads(Tables tables, Set<Key> read) implements Tables {
        @Override
        public Optional<Item> get(TableDefinition table, Key key) {
            return tables.get(table, key);
        }

        @Override
        public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
            read.addAll(keys);
            return tables.getAll(table, keys);
        }

        @Override
        public Page query(TableDefinition table, Query query) {
            return tables.query(table, query);
        }

        @Override
        public WriteOutcome write(Write write) {
            return tables.write(write);
        }

        @Override
        public WriteOutcome write(Write truth, List<Write> hints) {
            return tables.write(truth, hints);
        }

        @Override
        public void writeHints(List<Write> hints) {
            tables.writeHints(hints);
        }

        @Override
        public ChangeFeed feed(TableDefinition table) {
            return tables.feed(table);
        }

        @Override
        public void close() {
            tables.close();
        }
    }

    @Test
    void aRefusalWritesNothing() {
        RoleStore store = store(tables);

        assertThatThrownBy(() -> store.change(TEST, roles -> {
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");
        assertThat(store(tables).current().version()).isZero();
    }

    @Test
    void changesOfManyThreadsAreAllKept() throws Exception {
        List<RoleStore> stores = List.of(store(tables), store(tables));
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int number = i;
                running.add(executor.submit(() -> add(stores.get(number % 2), "r" + number)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }

        assertThat(store(tables).current().roles()).hasSize(40);
        assertThat(store(tables).current().version()).isEqualTo(40);
    }

    static IntStream seeds() {
        return IntStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatWasAcknowledgedIsKeptWhateverTheStoreDoes(int seed) {
        Random random = new Random(seed);
        Tables faulty = new FaultyTables(
                tables, new SeededFaults(random, new FaultRates(0.05, 0.05, 0.1, 0.05, 0, 0, 0, 0)), Step.none());
        List<RoleStore> stores = List.of(store(faulty), store(faulty));
        Set<String> acknowledged = new TreeSet<>();
        Set<String> unknown = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            String roleId = "r" + random.nextInt(12);
            RoleStore store = stores.get(random.nextInt(2));
            try {
                if (random.nextInt(3) > 0) {
                    add(store, roleId);
                    acknowledged.add(roleId);
                } else {
                    store.change(TEST, before -> before.without(roleId));
                    acknowledged.remove(roleId);
                }
                unknown.remove(roleId);
            } catch (StoreException e) {
                // It may have happened, and it may still happen: what is there later is as good as what was.
                unknown.add(roleId);
            }
        }

        Set<String> kept = new TreeSet<>(store(tables).current().roles().keySet());
        kept.removeAll(unknown);
        acknowledged.removeAll(unknown);
        assertThat(kept).isEqualTo(acknowledged);
    }
}

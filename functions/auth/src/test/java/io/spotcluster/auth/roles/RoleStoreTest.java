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
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        store.change(TEST, roles -> {
            roles.put(roleId, role(roleId));
            return roles;
        });
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
    void theOldSetIsRemoved() {
        RoleStore store = store(tables);
        add(store, "a");
        add(store, "b");

        assertThat(tables.query(AuthTables.ROLES, Query.prefix("roles", "set#", 100))
                        .items())
                .hasSize(1);
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
                tables, new SeededFaults(random, new FaultRates(0.05, 0.05, 0.1, 0.05, 0, 0, 0)), Step.none());
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
                    store.change(TEST, roles -> {
                        roles.remove(roleId);
                        return roles;
                    });
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

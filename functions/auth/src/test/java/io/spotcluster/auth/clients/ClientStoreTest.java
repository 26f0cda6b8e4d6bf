package io.spotcluster.auth.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.Authority;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.base.Bytes;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.fault.Fault;
import io.spotcluster.ports.fault.FaultPlan;
import io.spotcluster.ports.fault.FaultRates;
import io.spotcluster.ports.fault.FaultyTables;
import io.spotcluster.ports.fault.Operation;
import io.spotcluster.ports.fault.SeededFaults;
import io.spotcluster.ports.fault.Step;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientStoreTest {
    private static final Authority TEST = new Authority.BackgroundLoop("test");
    private static final Duration KEPT_FOR = Duration.ofSeconds(5);

    private final HandTurnedClock clock = new HandTurnedClock();
    private final Tables tables = new MemoryTables(clock);
    private final TokenCipher cipher = new AesTokenCipher(Bytes.wrap(new byte[32]));

    private ClientStore store(Tables on) {
        return new ClientStore(on, cipher, clock, KEPT_FOR);
    }

    private Client client(String clientId) {
        return Client.create(
                clientId,
                new Client.Settings("", List.of("a"), clock.instant().plus(Duration.ofDays(365)), false),
                new AccessToken("token-of-" + clientId),
                clock.instant());
    }

    private static Client described(Client client, String description) {
        return client.withSettings(
                new Client.Settings(description, client.scopes(), client.expires(), client.deleteOnExpiration()),
                client.lastModified());
    }

    @Test
    void whatIsStoredIsReadBack() {
        Client client = client("x").withDisabled(true, clock.instant().plusMillis(7));

        assertThat(store(tables).create(TEST, client)).isTrue();

        assertThat(store(tables).read("x")).contains(client);
        assertThat(store(tables).create(TEST, client)).isFalse();
    }

    @Test
    void readsForAuthenticationCostNothingForSomeSeconds() {
        store(tables).create(TEST, client("x"));
        AtomicInteger reads = new AtomicInteger();
        FaultPlan counting = operation -> {
            reads.addAndGet(operation.action() == Operation.Action.GET ? 1 : 0);
            return Fault.proceed();
        };
        ClientStore store = store(new FaultyTables(tables, counting, Step.none()));

        for (int i = 0; i < 10; i++) {
            store.recent("x");
        }
        assertThat(reads).hasValue(1);
        clock.advance(KEPT_FOR);
        store.recent("x");
        assertThat(reads).hasValue(2);
    }

    @Test
    void aClientThatWasMissingIsFoundAsSoonAsItIsThere() {
        ClientStore other = store(tables);
        assertThat(other.recent("x")).isEmpty();

        store(tables).create(TEST, client("x"));

        assertThat(other.recent("x")).isPresent();
    }

    @Test
    void aLostAnswerIsNotAConflict() {
        AtomicInteger writes = new AtomicInteger();
        FaultPlan losesTheFirst =
                operation -> operation.action() == Operation.Action.WRITE && writes.getAndIncrement() == 0
                        ? new Fault.AnswerLost()
                        : Fault.proceed();

        assertThat(store(new FaultyTables(tables, losesTheFirst, Step.none())).create(TEST, client("x")))
                .isTrue();
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
        store(tables).create(TEST, client("x"));
        List<ClientStore> stores = List.of(store(faulty), store(faulty));
        Set<String> acknowledged = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            String mark = "m" + i;
            try {
                stores.get(random.nextInt(2)).change(TEST, "x", client -> {
                    Set<String> marks =
                            new TreeSet<>(Arrays.asList(client.description().split(" ", -1)));
                    marks.add(mark);
                    return described(client, String.join(" ", marks));
                });
                acknowledged.add(mark);
            } catch (StoreException e) {
                // Then it is not known whether it happened.
                assertThat(e).isNotInstanceOf(StoreException.Refused.class);
            }
        }

        assertThat(store(tables).read("x").orElseThrow().description().split(" ", -1))
                .contains(acknowledged.toArray(String[]::new));
    }
}

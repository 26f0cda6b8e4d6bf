package io.spotcluster.queue.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.Authority;
import io.spotcluster.embedded.memory.MemoryBlobs;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.fault.Fault;
import io.spotcluster.ports.fault.FaultPlan;
import io.spotcluster.ports.fault.FaultyTables;
import io.spotcluster.ports.fault.Operation;
import io.spotcluster.ports.fault.Step;
import io.spotcluster.queue.timer.Timers;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ArtifactStoreTest {
    private static final Authority TEST = new Authority.BackgroundLoop("test");

    private final HandTurnedClock clock = new HandTurnedClock();
    private final MemoryTables tables = new MemoryTables(clock);

    private ArtifactStore store(FaultPlan plan) {
        FaultyTables faulty = new FaultyTables(tables, plan, Step.none());
        return new ArtifactStore(
                faulty,
                new MemoryBlobs(clock),
                new Timers(faulty, clock),
                () -> UUID.randomUUID().toString());
    }

    /** The first so many writes meet the fault. */
    private static FaultPlan first(int count, Fault fault) {
        AtomicInteger left = new AtomicInteger(count);
        return operation ->
                operation.action() == Operation.Action.WRITE && left.getAndDecrement() > 0 ? fault : Fault.proceed();
    }

    private Artifact artifact(long version) {
        return new Artifact(
                ArtifactsWorld.place("a"),
                version,
                "text/plain",
                Optional.of(version),
                clock.instant().plus(Duration.ofDays(1)),
                clock.instant().plus(Duration.ofDays(1)),
                new Storage.Failure("file-missing-on-worker", "version " + version));
    }

    private Optional<Artifact> stored() {
        return store(FaultPlan.none()).read(ArtifactsWorld.place("a"));
    }

    @Test
    void aWriteWhoseAnswerWasLostIsKnownToBeOurs() {
        assertThat(store(first(2, new Fault.AnswerLost())).write(TEST, Optional.empty(), artifact(1)))
                .isEqualTo(new ArtifactStore.Outcome.Written());
        assertThat(stored()).contains(artifact(1));
    }

    @Test
    void aWriteThatNeverArrivesIsTheCallersToRepeat() {
        assertThatThrownBy(() -> store(first(100, new Fault.RequestLost())).write(TEST, Optional.empty(), artifact(1)))
                .isInstanceOf(StoreException.ResultUnknown.class);
        assertThat(stored()).isEmpty();
    }

    @Test
    void whoeverWritesSecondLearnsWhatStandsThere() {
        store(FaultPlan.none()).write(TEST, Optional.empty(), artifact(1));
        assertThat(store(FaultPlan.none()).write(TEST, Optional.empty(), artifact(1)))
                .isEqualTo(new ArtifactStore.Outcome.Lost(Optional.of(artifact(1))));
    }

    @Test
    void takingBackRemovesWhatWasNewAndRestoresWhatWasReplaced() {
        ArtifactStore lossy = store(first(1, new Fault.AnswerLost()));
        lossy.write(TEST, Optional.empty(), artifact(1));
        lossy.write(TEST, Optional.of(artifact(1)), artifact(2));
        store(first(1, new Fault.AnswerLost())).takeBack(TEST, Optional.of(artifact(1)), artifact(2));
        assertThat(stored()).contains(artifact(1).withVersion(3));
        store(first(1, new Fault.AnswerLost()))
                .takeBack(TEST, Optional.empty(), artifact(1).withVersion(3));
        assertThat(stored()).isEmpty();
    }

    @Test
    void takingBackSparesWhatSomebodyWroteSince() {
        ArtifactStore store = store(FaultPlan.none());
        store.write(TEST, Optional.empty(), artifact(1));
        store.write(TEST, Optional.of(artifact(1)), artifact(2));
        store.takeBack(TEST, Optional.empty(), artifact(1));
        assertThat(stored()).contains(artifact(2));
    }

    @Test
    void anyPathMayBeAskedWhetherItIsNeeded() {
        ArtifactStore store = store(FaultPlan.none());
        for (String path : new String[] {"a", "definitions/x/y", "x/999999999999/y", "x/0/y", "//"}) {
            assertThat(store.needs(path)).as(path).isFalse();
        }
    }
}

package io.spotcluster.queue.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.Slug;
import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.Worker;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final TaskQueueId QUEUE = new TaskQueueId("proj-_test-/ci");
    private static final TaskId TASK = new TaskId("fN1SbArXTPSVFNUvaOlinQ");

    @Property
    void pendingEntriesSortByUrgencyAndThenByAge(
            @ForAll("entries") PendingEntry one, @ForAll("entries") PendingEntry other) {
        int wanted = Comparator.comparingInt(PendingEntry::rank)
                .thenComparing(PendingEntry::inserted)
                .thenComparing(PendingEntry::taskId)
                .thenComparingInt(PendingEntry::runId)
                .compare(one, other);
        assertThat(Integer.signum(one.sort().compareTo(other.sort()))).isEqualTo(Integer.signum(wanted));
    }

    @Property
    void pendingEntriesAreReadAsTheyWereWritten(@ForAll("entries") PendingEntry entry) {
        assertThat(PendingEntry.read(QUEUE, entry.sort())).isEqualTo(entry);
    }

    @Property
    void timersSortByTimeAndAreReadAsTheyWereWritten(@ForAll("times") Instant one, @ForAll("times") Instant other) {
        Timer first = Timer.claim(TASK, 3, one);
        Timer second = Timer.deadline(TASK, other);
        assertThat(Timer.read(first.sort())).isEqualTo(first);
        assertThat(Timer.read(second.sort())).isEqualTo(second);
        if (!one.equals(other)) {
            assertThat(first.sort().compareTo(second.sort()) < 0).isEqualTo(one.isBefore(other));
        }
    }

    @Test
    void theSubjectOfATimerMayHaveAnyCharacter() {
        Timer timer = Timer.blob("fN1SbArXTPSVFNUvaOlinQ/0/public/a#b #c/../d", Instant.EPOCH);
        assertThat(Timer.read(timer.sort())).isEqualTo(timer);
    }

    @Test
    void artifactsOfARunAreToldApartFromThoseOfOthersWhateverTheirNames() {
        assertThat(QueueTables.artifact(TASK, 1, "0#x").sort()).startsWith(QueueTables.artifactsOf(1));
        assertThat(QueueTables.artifact(TASK, 10, "x").sort()).doesNotStartWith(QueueTables.artifactsOf(1));
        assertThat(QueueTables.artifact(TASK, 2, "x").sort())
                .isLessThan(QueueTables.artifact(TASK, 10, "x").sort());
    }

    @Test
    void claimsOfAWorkerAreToldApartFromThoseOfOnesWhoseNamesBeginTheSame() {
        String other =
                QueueTables.claimed(QUEUE, new Worker("home", "w-1"), TASK, 0).sort();
        assertThat(other).doesNotStartWith(QueueTables.claimedBy(new Worker("home", "w")));
        assertThat(other).startsWith(QueueTables.claimedBy(new Worker("home", "w-1")));
    }

    @Test
    void whatWouldBreakAKeyIsNoId() {
        assertThatThrownBy(() -> new Worker("a#b", "c")).hasMessageContaining("names no worker");
        assertThatThrownBy(() -> new TaskQueueId("a#b/c")).hasMessageContaining("no taskQueueId");
        assertThatThrownBy(() -> new TaskId("é".repeat(22))).hasMessageContaining("no taskId");
    }

    @Test
    void everyShardThatIsWrittenMustBeRead() {
        assertThatThrownBy(() -> new PendingEntry.Shards(1, 2)).hasMessageContaining("2 shards are written and 1 read");
    }

    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.longs().between(0, 9_999_999_999_999L).map(Instant::ofEpochMilli);
    }

    @Provide
    Arbitrary<PendingEntry> entries() {
        Arbitrary<TaskId> tasks = Arbitraries.longs().map(seed -> new TaskId(Slug.encode(slug(seed))));
        return Combinators.combine(
                        Arbitraries.of(Priority.class),
                        times(),
                        tasks,
                        Arbitraries.integers().between(0, 9))
                .as((priority, time, task, run) -> PendingEntry.of(QUEUE, priority, time, task, run));
    }

    /** Any version 4 UUID. */
    private static UUID slug(long seed) {
        return new UUID(
                (seed & 0xffff_ffff_ffff_0fffL) | 0x4000L,
                ((seed * 31) & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }
}

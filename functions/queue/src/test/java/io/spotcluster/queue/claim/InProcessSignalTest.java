package io.spotcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.queue.task.TaskQueueId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InProcessSignalTest {
    private static final TaskQueueId HERE = new TaskQueueId("proj-test/ci");
    private static final TaskQueueId ELSEWHERE = new TaskQueueId("proj-test/other");
    private static final Duration LONG = Duration.ofSeconds(50);

    private final InProcessSignal signal = new InProcessSignal();

    private CompletableFuture<Void> waiting(TaskQueueId taskQueueId, long seen) {
        return CompletableFuture.runAsync(() -> signal.awaitAfter(taskQueueId, seen, LONG));
    }

    @Test
    void whatWasAnnouncedSinceTheLookIsNotWaitedFor() {
        long seen = signal.seen(HERE);
        signal.announce(HERE);

        signal.awaitAfter(HERE, seen, LONG);

        assertThat(signal.seen(HERE)).isGreaterThan(seen);
    }

    @Test
    void onlyTheClaimersOfThatTaskQueueAreWoken() throws Exception {
        CompletableFuture<Void> here = waiting(HERE, signal.seen(HERE));
        CompletableFuture<Void> elsewhere = waiting(ELSEWHERE, signal.seen(ELSEWHERE));

        signal.announce(HERE);
        here.get(30, TimeUnit.SECONDS);

        assertThat(elsewhere).isNotDone();
        signal.announce(ELSEWHERE);
        elsewhere.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aWaitThatEndedInVainHidesNoLaterAnnouncement() {
        long seen = signal.seen(HERE);
        signal.awaitAfter(HERE, seen, Duration.ofMillis(1));
        signal.announce(HERE);

        signal.awaitAfter(HERE, seen, LONG);

        assertThat(signal.seen(HERE)).isGreaterThan(seen);
    }
}

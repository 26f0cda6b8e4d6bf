package io.spotcluster.worker.task;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiException;
import io.spotcluster.worker.queue.Lease;
import io.spotcluster.worker.queue.QueueClient;
import io.spotcluster.worker.queue.RunKey;
import io.spotcluster.worker.queue.RunStatus;
import io.spotcluster.worker.retry.Retries;
import io.spotcluster.worker.task.Interruption.ClaimLost;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps a claim while its task runs: prolongs it three minutes before it ends (of a short claim, when two thirds have
 * passed), and hands out the credentials that hold now. It notices when the run is not ours any more, by a refused
 * prolongation or by looking at the status now and then. When the queue does not answer, it goes on trying, and the task
 * goes on running.
 */
final class ClaimKeeper implements AutoCloseable {
    private static final Duration AHEAD = Duration.ofMinutes(3);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
    /** Sleeps are short, so that a machine that was suspended notices the time soon. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(10);

    private final QueueClient queue;
    private final RunKey run;
    private final Clock clock;
    private final Consumer<Interruption> interrupt;
    private final Consumer<String> notices;
    private final Thread reclaiming;
    private final Optional<Thread> watching;
    private volatile Lease lease;

    private ClaimKeeper(
            QueueClient queue,
            RunKey run,
            Lease lease,
            Optional<Duration> statusInterval,
            Clock clock,
            Consumer<Interruption> interrupt,
            Consumer<String> notices) {
        this.queue = queue;
        this.run = run;
        this.lease = lease;
        this.clock = clock;
        this.interrupt = interrupt;
        this.notices = notices;
        this.reclaiming = Thread.ofVirtual().name("reclaim " + run).unstarted(this::keepReclaiming);
        this.watching = statusInterval.map(
                interval -> Thread.ofVirtual().name("watch " + run).unstarted(() -> keepWatching(interval)));
    }

    /**
     * @param statusInterval between two looks at the status; empty for none
     * @param interrupt takes the interruption when the claim is lost
     * @param notices take a line when reclaiming is in trouble, and when it is out of it
     */
    static ClaimKeeper start(
            QueueClient queue,
            RunKey run,
            Lease lease,
            Optional<Duration> statusInterval,
            Clock clock,
            Consumer<Interruption> interrupt,
            Consumer<String> notices) {
        ClaimKeeper keeper = new ClaimKeeper(queue, run, lease, statusInterval, clock, interrupt, notices);
        keeper.reclaiming.start();
        keeper.watching.ifPresent(Thread::start);
        return keeper;
    }

    Credentials credentials() {
        return lease.credentials();
    }

    private void keepReclaiming() {
        try {
            while (true) {
                sleepUntil(reclaimTime(lease, clock.instant()));
                Optional<Lease> prolonged = reclaim();
                if (prolonged.isEmpty()) {
                    return;
                }
                lease = prolonged.get();
            }
        } catch (InterruptedException e) {
            // Closed: the run is over.
        }
    }

    /** A claim that seems to be over already is more likely a wrong clock: it is prolonged, but not without pause. */
    static Instant reclaimTime(Lease lease, Instant now) {
        Duration left = Duration.between(now, lease.takenUntil());
        if (!left.isPositive()) {
            return now.plus(LONGEST_SLEEP);
        }
        Duration third = left.dividedBy(3);
        return lease.takenUntil().minus(third.compareTo(AHEAD) < 0 ? third : AHEAD);
    }

    private void sleepUntil(Instant time) throws InterruptedException {
        for (Duration left = Duration.between(clock.instant(), time);
                left.isPositive();
                left = Duration.between(clock.instant(), time)) {
            Thread.sleep(left.compareTo(LONGEST_SLEEP) < 0 ? left : LONGEST_SLEEP);
        }
    }

    /** Empty, if the claim is lost. */
    private Optional<Lease> reclaim() throws InterruptedException {
        Duration wait = FIRST_WAIT;
        for (boolean firstTry = true; ; firstTry = false) {
            try {
                Lease prolonged = queue.reclaim(run, lease.credentials());
                if (!firstTry) {
                    notices.accept("the claim is prolonged, until " + prolonged.takenUntil());
                }
                return Optional.of(prolonged);
            } catch (ApiException e) {
                if (!e.mayPass()) {
                    interrupt.accept(new ClaimLost(reasonOfLoss(e)));
                    return Optional.empty();
                }
                noteTrouble(firstTry, e);
            } catch (IOException e) {
                noteTrouble(firstTry, e);
            }
            Thread.sleep(wait);
            Duration doubled = wait.multipliedBy(2);
            wait = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
        }
    }

    private void noteTrouble(boolean firstTry, IOException failure) {
        if (firstTry) {
            notices.accept("the claim cannot be prolonged now (%s): trying again, the task goes on"
                    .formatted(Retries.describe(failure)));
        }
    }

    private String reasonOfLoss(ApiException refusal) throws InterruptedException {
        try {
            RunStatus status = queue.status(run);
            if (!status.isRunning()) {
                return status.reason();
            }
        } catch (IOException e) {
            // The refusal itself has to do for a reason.
        }
        return "the claim could not be prolonged: " + Retries.describe(refusal);
    }

    private void keepWatching(Duration interval) {
        try {
            while (true) {
                Thread.sleep(interval);
                if (!look()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // Closed: the run is over.
        }
    }

    /** Whether it is worth looking again. */
    private boolean look() throws InterruptedException {
        try {
            RunStatus status = queue.status(run);
            if (!status.isRunning()) {
                interrupt.accept(new ClaimLost(status.reason()));
            }
            return status.isRunning();
        } catch (ApiException e) {
            // Where the status is not public, reclaiming alone must notice.
            return e.mayPass();
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        reclaiming.interrupt();
        watching.ifPresent(Thread::interrupt);
    }
}

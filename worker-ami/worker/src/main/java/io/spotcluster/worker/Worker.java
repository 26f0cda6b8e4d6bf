package io.spotcluster.worker;

import io.spotcluster.worker.configuration.WorkerConfiguration;
import io.spotcluster.worker.files.WorkFolder;
import io.spotcluster.worker.process.ProcessFamily;
import io.spotcluster.worker.queue.Claim;
import io.spotcluster.worker.retry.Retries;
import io.spotcluster.worker.task.Outcome;
import io.spotcluster.worker.task.Services;
import io.spotcluster.worker.task.TaskRun;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Claims tasks and runs them, until it is asked to stop, has run as many as it should, or has been idle for too long. */
final class Worker {
    private static final Duration LEFTOVERS_GRACE = Duration.ofSeconds(2);
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
    private static final Duration DISK_WAIT = Duration.ofSeconds(30);
    /** Beyond the time that the tasks get to publish and report when the worker stops. */
    private static final Duration LAST_MOMENT = Duration.ofMillis(500);

    private final Services services;
    private final WorkerConfiguration configuration;
    private final Consumer<String> console;
    private final ClaimNonce nonce;
    private final Semaphore slots;
    private final Thread claiming = Thread.currentThread();

    private long claimed;
    private volatile long lastActive = System.nanoTime();
    private Duration trouble = Duration.ZERO;
    private String lastSaid = "";

    /** To be made on the thread that will {@link #run} it. */
    Worker(Services services) {
        this.services = services;
        this.configuration = services.configuration();
        this.console = services.console();
        this.nonce = new ClaimNonce(services.folder().root());
        this.slots = new Semaphore(configuration.capacity());
    }

    ExitCode run() throws IOException {
        try {
            cleanUp();
            console.accept("worker %s asks %s for tasks".formatted(configuration.identity(), configuration.rootUrl()));
            Optional<ExitCode> reason = Optional.empty();
            while (reason.isEmpty()) {
                reason = claimOnce();
            }
            awaitTasks();
            console.accept("worker %s ends: %s".formatted(configuration.identity(), words(reason.get())));
            return reason.get();
        } catch (InterruptedException e) {
            awaitTasksBriefly();
            console.accept("worker %s ends: asked to stop".formatted(configuration.identity()));
            return ExitCode.SHUTDOWN;
        }
    }

    private static String words(ExitCode code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Ends the tasks and the worker; {@link #run} returns when everything is reported, or when time is up. */
    void stop() {
        services.shutdown().request();
        claiming.interrupt();
    }

    private void cleanUp() throws IOException, InterruptedException {
        WorkFolder folder = services.folder();
        ProcessFamily.End end = ProcessFamily.leftIn(folder.tasks()).end(LEFTOVERS_GRACE);
        int folders = folder.deleteLeftovers(
                (path, failure) -> console.accept("cannot delete %s: %s".formatted(path, failure)));
        if (end.found() > 0 || folders > 0) {
            console.accept("cleaned up after a worker that did not end well: %d processes, %d folders"
                    .formatted(end.found(), folders));
        }
        end.survivors().forEach(survivor -> console.accept("cannot end process " + survivor));
    }

    /** One request for work, or one wait; gives the reason to end, if there is one. */
    private Optional<ExitCode> claimOnce() throws IOException, InterruptedException {
        if (configuration
                .numberOfTasksToRun()
                .filter(number -> claimed >= number)
                .isPresent()) {
            return Optional.of(ExitCode.TASKS_COMPLETE);
        }
        slots.acquire();
        int free = 1 + slots.drainPermits();
        int taken = 0;
        try {
            if (isIdleTooLong(free)) {
                return Optional.of(ExitCode.IDLE);
            }
            if (services.folder().freeSpace() < configuration.requiredFreeDisk()) {
                sayOnce("less than %,d bytes free in %s: no task is claimed"
                        .formatted(
                                configuration.requiredFreeDisk(),
                                services.folder().root()));
                Thread.sleep(shorter(DISK_WAIT, untilIdle()));
                return Optional.empty();
            }
            long wanted = configuration
                    .numberOfTasksToRun()
                    .map(number -> Math.min(free, number - claimed))
                    .orElse((long) free);
            taken = claim((int) wanted);
        } finally {
            slots.release(free - taken);
        }
        return Optional.empty();
    }

    private int claim(int wanted) throws IOException, InterruptedException {
        long asked = System.nanoTime();
        List<Claim> claims;
        try {
            claims = services.queue().claimWork(wanted, nonce.current());
        } catch (IOException e) {
            sayOnce("cannot claim work: %s, trying again".formatted(describe(e)));
            trouble = trouble.isZero() ? FIRST_WAIT : shorter(trouble.multipliedBy(2), LONGEST_WAIT);
            Thread.sleep(shorter(trouble, untilIdle()));
            return 0;
        }
        nonce.answered();
        if (!trouble.isZero()) {
            trouble = Duration.ZERO;
            lastSaid = "";
            console.accept("the queue answers again");
        }
        claims.forEach(this::start);
        if (claims.isEmpty()) {
            Duration left = configuration.pollInterval().minusNanos(System.nanoTime() - asked);
            Thread.sleep(shorter(left.isNegative() ? Duration.ZERO : left, untilIdle()));
        }
        return claims.size();
    }

    private static String describe(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        String brief = Retries.describe(failure);
        return message.contains(brief) ? message : brief;
    }

    private void start(Claim claim) {
        claimed++;
        lastActive = System.nanoTime();
        console.accept(
                "task %s: claimed, %s".formatted(claim.run(), claim.task().name()));
        Thread.ofVirtual().name("task " + claim.run()).start(() -> {
            long begin = System.nanoTime();
            try {
                Outcome outcome = new TaskRun(services, claim).execute();
                console.accept(String.format(
                        Locale.ROOT, "task %s: %s (%.1f s)", claim.run(), outcome, (System.nanoTime() - begin) / 1e9));
            } catch (InterruptedException | RuntimeException e) {
                console.accept("task %s: a fault of the worker: %s".formatted(claim.run(), e));
            } finally {
                lastActive = System.nanoTime();
                slots.release();
            }
        });
    }

    private boolean isIdleTooLong(int free) {
        return free == configuration.capacity() && untilIdle().isZero();
    }

    /** How long until the worker has been idle for too long, if no task comes; very long, if there is no bound. */
    private Duration untilIdle() {
        Duration idle = Duration.ofNanos(System.nanoTime() - lastActive);
        Duration left =
                configuration.idleTimeout().orElse(Duration.ofDays(10_000)).minus(idle);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Says what has not just been said. */
    private void sayOnce(String text) {
        if (!text.equals(lastSaid)) {
            lastSaid = text;
            console.accept(text);
        }
    }

    private void awaitTasks() throws InterruptedException {
        slots.acquire(configuration.capacity());
    }

    private void awaitTasksBriefly() {
        Duration patience = configuration.shutdownTimeout().plus(LAST_MOMENT);
        try {
            if (!slots.tryAcquire(configuration.capacity(), patience.toMillis(), TimeUnit.MILLISECONDS)) {
                console.accept("some tasks have not come to their end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.spotcluster.worker.task;

import io.spotcluster.worker.task.Interruption.WorkerStops;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The wish that the worker stop: tasks end at once, and then have some time to publish their logs and to report. */
public final class Shutdown {
    private final Duration timeout;
    private final Set<Interruptions> runs = ConcurrentHashMap.newKeySet();
    private volatile boolean requested;
    private volatile boolean outOfTime;

    /**
     * @param timeout for everything after the request
     */
    public Shutdown(Duration timeout) {
        this.timeout = timeout;
    }

    public void request() {
        requested = true;
        runs.forEach(Shutdown::interrupt);
        CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    outOfTime = true;
                    runs.forEach(Interruptions::endPatience);
                });
    }

    private static void interrupt(Interruptions run) {
        run.raise(new WorkerStops());
    }

    /** Lets a run know, now or later. */
    void register(Interruptions run) {
        runs.add(run);
        if (requested) {
            interrupt(run);
        }
        if (outOfTime) {
            run.endPatience();
        }
    }

    /** The run is over. */
    void forget(Interruptions run) {
        runs.remove(run);
    }

    /** How long a task's processes get to end by themselves: less when the worker stops. */
    Duration grace(Duration usual) {
        Duration third = timeout.dividedBy(3);
        return requested && third.compareTo(usual) < 0 ? third : usual;
    }
}

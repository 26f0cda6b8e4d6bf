package io.spotcluster.worker.task;

import io.spotcluster.worker.task.Interruption.ClaimLost;
import io.spotcluster.worker.task.Interruption.TimeIsUp;
import io.spotcluster.worker.task.Interruption.WorkerStops;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The interruptions of one run. Safe for many threads. */
final class Interruptions {
    private final CompletableFuture<Interruption> any = new CompletableFuture<>();
    private final CompletableFuture<Interruption> abandoned = new CompletableFuture<>();
    private final CompletableFuture<Interruption> lost = new CompletableFuture<>();

    private final CompletableFuture<Boolean> outOfTime = new CompletableFuture<>();

    void raise(Interruption interruption) {
        switch (interruption) {
            case TimeIsUp timeIsUp -> {}
            case ClaimLost claimLost -> {
                lost.complete(interruption);
                abandoned.complete(interruption);
            }
            case WorkerStops workerStops -> abandoned.complete(interruption);
        }
        any.complete(interruption);
    }

    /** Completes with the first of any kind: the commands end. */
    CompletableFuture<Interruption> any() {
        return any;
    }

    /** Completes when nobody waits for the task's results any more. */
    CompletableFuture<Interruption> abandoned() {
        return abandoned;
    }

    /** The worker stops, and has waited long enough. */
    void endPatience() {
        outOfTime.complete(true);
    }

    /** Completes when even publishing and reporting must come to an end. */
    CompletableFuture<Boolean> outOfTime() {
        return outOfTime;
    }

    /** The one that decides what becomes of the run: a lost claim before all, then a stopping worker. */
    Optional<Interruption> decisive() {
        return now(lost).or(() -> now(abandoned)).or(() -> now(any));
    }

    private static Optional<Interruption> now(CompletableFuture<Interruption> future) {
        return future.isDone() ? Optional.of(future.join()) : Optional.empty();
    }
}

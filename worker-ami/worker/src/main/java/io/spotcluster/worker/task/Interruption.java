package io.spotcluster.worker.task;

import java.time.Duration;

/** Why a run is cut short from outside. */
sealed interface Interruption {
    /** Its {@code maxRunTime} has passed. What it has made so far is uploaded. */
    record TimeIsUp(Duration maxRunTime) implements Interruption {}

    /**
     * The queue has ended the run, or given it up.
     *
     * @param reason in the queue's words
     */
    record ClaimLost(String reason) implements Interruption {}

    /** The worker was asked to stop. */
    record WorkerStops() implements Interruption {}
}

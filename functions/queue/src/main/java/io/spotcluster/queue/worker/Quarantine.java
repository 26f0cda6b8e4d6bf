package io.spotcluster.queue.worker;

import java.time.Instant;

/**
 * One change of a worker's quarantine.
 *
 * @param clientId of who made it
 * @param until the worker gets no tasks before; a time that has passed ends the quarantine
 * @param info why
 */
record Quarantine(String clientId, Instant updatedAt, Instant until, String info) {
    /** Does it say the same, whenever it was said? */
    boolean repeats(Quarantine other) {
        return clientId.equals(other.clientId) && until.equals(other.until) && info.equals(other.info);
    }
}

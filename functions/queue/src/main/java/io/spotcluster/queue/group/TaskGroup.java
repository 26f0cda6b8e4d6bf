package io.spotcluster.queue.group;

import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.TaskGroupId;
import java.time.Instant;
import java.util.Optional;

/**
 * A task group.
 *
 * @param expires no earlier than the last of its members, rounded up so that it seldom rises
 * @param sealed when it was closed for new members, if it was
 * @param reprioritized when all of it was given another priority at once, the last time
 * @param version rises with each write
 */
public record TaskGroup(
        TaskGroupId taskGroupId,
        String schedulerId,
        Instant expires,
        Optional<Instant> sealed,
        Optional<Reprioritization> reprioritized,
        long version) {
    /**
     * A change of priority of the whole group.
     *
     * @param affected how many tasks got another priority by it
     */
    public record Reprioritization(Instant at, Priority priority, int affected) {}

    static TaskGroup first(TaskGroupId taskGroupId, String schedulerId, Instant expires) {
        return new TaskGroup(taskGroupId, schedulerId, expires, Optional.empty(), Optional.empty(), 1);
    }

    TaskGroup expiring(Instant newExpires) {
        return new TaskGroup(taskGroupId, schedulerId, newExpires, sealed, reprioritized, version + 1);
    }

    TaskGroup sealed(Instant at) {
        return new TaskGroup(taskGroupId, schedulerId, expires, Optional.of(at), reprioritized, version + 1);
    }

    TaskGroup reprioritized(Reprioritization change) {
        return new TaskGroup(taskGroupId, schedulerId, expires, sealed, Optional.of(change), version + 1);
    }
}

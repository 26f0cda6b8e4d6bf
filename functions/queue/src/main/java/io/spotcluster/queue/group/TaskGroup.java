package io.spotcluster.queue.group;

import io.spotcluster.queue.task.TaskGroupId;
import java.time.Instant;
import java.util.Optional;

/**
 * A task group.
 *
 * @param expires no earlier than the last of its members, rounded up so that it seldom rises
 * @param sealed when it was closed for new members, if it was
 * @param version rises with each write
 */
public record TaskGroup(
        TaskGroupId taskGroupId, String schedulerId, Instant expires, Optional<Instant> sealed, long version) {}

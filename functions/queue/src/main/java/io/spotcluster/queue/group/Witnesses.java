package io.spotcluster.queue.group;

import io.spotcluster.base.RecentlyUsed;
import io.spotcluster.queue.task.TaskGroupId;
import io.spotcluster.queue.task.TaskId;
import java.util.Map;
import java.util.Optional;

/** Of the groups looked at last, the member that was found unresolved: whoever looks at it first need not search. */
final class Witnesses {
    private static final int GROUPS = 10_000;

    private final Map<TaskGroupId, TaskId> members = new RecentlyUsed<>(GROUPS);

    synchronized Optional<TaskId> of(TaskGroupId taskGroupId) {
        return Optional.ofNullable(members.get(taskGroupId));
    }

    synchronized void note(TaskGroupId taskGroupId, TaskId member) {
        members.put(taskGroupId, member);
    }

    synchronized void forget(TaskGroupId taskGroupId) {
        members.remove(taskGroupId);
    }
}

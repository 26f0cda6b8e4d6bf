package io.spotcluster.queue.group;

import io.spotcluster.queue.task.TaskGroupId;
import io.spotcluster.queue.task.TaskId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Of the groups looked at last, the member that was found unresolved: whoever looks at it first need not search. */
final class Witnesses {
    private static final int GROUPS = 10_000;

    private final LinkedHashMap<TaskGroupId, TaskId> members = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TaskGroupId, TaskId> eldest) {
            return size() > GROUPS;
        }
    };

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

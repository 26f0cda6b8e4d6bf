package io.spotcluster.queue.group;

import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskGroupId;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.Hint;
import io.spotcluster.queue.truth.TaskTruth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells whether every member of a group was resolved once. A member is active from before its creation is acknowledged until
 * its first resolution; an active entry that stayed behind is dropped when it is found here.
 */
public class GroupCheck {
    /** Of a group at work, the first entry already tells; few entries stay behind. */
    private static final int PAGE = 4;
    /** Each round drops what the one before found; more than two need a slow creator in each. */
    private static final int ROUNDS = 100;

    private final Tables tables;
    private final TaskTruth truth;

    public GroupCheck(Tables tables, TaskTruth truth) {
        this.tables = tables;
        this.truth = truth;
    }

    public boolean isResolved(TaskGroupId taskGroupId) {
        for (int round = 0; round < ROUNDS; round++) {
            List<Write> passed = new ArrayList<>();
            if (hasUnresolved(taskGroupId, passed)) {
                return false;
            }
            if (passed.isEmpty()) {
                return true;
            }
            dropPassed(passed);
        }
        throw new IllegalStateException("task group %s: passed members come back".formatted(taskGroupId));
    }

    /** @param passed collects the entries of members that were resolved once */
    private boolean hasUnresolved(TaskGroupId taskGroupId, List<Write> passed) {
        Optional<String> cursor = Optional.empty();
        do {
            Page page = tables.query(
                    QueueTables.GROUPS,
                    Query.prefix(taskGroupId.text(), QueueTables.ACTIVE, PAGE).after(cursor));
            for (Item active : page.items()) {
                TaskId taskId = new TaskId(active.key().sort().substring(QueueTables.ACTIVE.length()));
                Optional<TaskStatus> status = truth.read(taskId);
                if (status.isPresent() && !status.get().resolvedOnce()) {
                    return true;
                }
                long version = status.map(TaskStatus::version).orElse(active.version());
                passed.add(Hint.drop(QueueTables.GROUPS, active.key(), version));
            }
            cursor = page.cursor();
        } while (cursor.isPresent());
        return false;
    }

    protected void dropPassed(List<Write> passed) {
        tables.writeHints(passed);
    }
}

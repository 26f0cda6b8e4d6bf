package io.spotcluster.queue.group;

import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableReads;
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
 * Tells whether every member of a group was resolved once. A member is active from before it comes into being until
 * its first resolution; an active entry that stayed behind is dropped when it is found here.
 */
public class GroupCheck {
    /** Of a group at work, the first entry already tells; few entries stay behind. */
    private static final int PAGE = 4;
    /** Each round drops what the one before found; more than two need a slow creator in each. */
    private static final int ROUNDS = 100;

    private final Tables tables;
    private final TaskTruth truth;
    private final Witnesses witnesses = new Witnesses();

    public GroupCheck(Tables tables, TaskTruth truth) {
        this.tables = tables;
        this.truth = truth;
    }

    /**
     * One member that the truth calls unresolved tells that the group goes on, wherever its name comes from: remembered, or
     * found in an image of the past. That none is left is believed only of the present.
     */
    public boolean isResolved(TaskGroupId taskGroupId) {
        Optional<TaskId> witness = witnesses.of(taskGroupId);
        if (witness.isPresent()) {
            if (isUnresolved(truth.read(witness.get()), taskGroupId)) {
                return false;
            }
            witnesses.forget(taskGroupId);
        }
        if (hasUnresolved(tables.lagging(), taskGroupId, new ArrayList<>())) {
            return false;
        }
        for (int round = 0; round < ROUNDS; round++) {
            List<Write> passed = new ArrayList<>();
            if (hasUnresolved(present(tables), taskGroupId, passed)) {
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
    private boolean hasUnresolved(TableReads reads, TaskGroupId taskGroupId, List<Write> passed) {
        Optional<String> cursor = Optional.empty();
        do {
            Page page = reads.query(
                    QueueTables.GROUPS,
                    Query.prefix(taskGroupId.text(), QueueTables.ACTIVE, PAGE).after(cursor));
            for (Item active : page.items()) {
                TaskId taskId = new TaskId(active.key().sort().substring(QueueTables.ACTIVE.length()));
                Optional<TaskStatus> status = truth.read(taskId);
                if (isUnresolved(status, taskGroupId)) {
                    witnesses.note(taskGroupId, taskId);
                    return true;
                }
                if (isPassed(status)) {
                    long version = status.map(TaskStatus::version).orElse(active.version());
                    passed.add(Hint.drop(QueueTables.GROUPS, active.key(), version));
                }
            }
            cursor = page.cursor();
        } while (cursor.isPresent());
        return false;
    }

    /** The taskId of a creator that came too late may be that of a task of another group. */
    private static boolean isUnresolved(Optional<TaskStatus> status, TaskGroupId taskGroupId) {
        return status.isPresent()
                && !status.get().resolvedOnce()
                && status.get().taskGroupId().equals(taskGroupId);
    }

    /** An entry stands before its task does. Nobody was told yet of a task that is not there, and it may still come. */
    protected boolean isPassed(Optional<TaskStatus> status) {
        return status.isPresent();
    }

    /** Where it is seen that nobody is left. */
    protected TableReads present(Tables all) {
        return all;
    }

    protected void dropPassed(List<Write> passed) {
        tables.writeHints(passed);
    }
}

package io.spotcluster.queue.truth;

import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableReads;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the status of a task and its definition together. They stand side by side, so one query shows both, and costs as
 * much as a look at one of them.
 */
public final class WholeTasks {
    /** A task has one definition; others are left of creations that were refused. */
    private static final int ITEMS = 4;

    private final Tables tables;
    private final TaskTruth truth;
    private final DefinitionStore definitions;

    public WholeTasks(Tables tables, TaskTruth truth, DefinitionStore definitions) {
        this.tables = tables;
        this.truth = truth;
        this.definitions = definitions;
    }

    /** @param definition absent only if the task has just expired */
    public record WholeTask(TaskStatus status, Optional<TaskDefinition> definition) {}

    /** With the status as {@link TaskTruth#glance} shows it. */
    public Optional<WholeTask> glance(TaskId taskId) {
        return definitions.remembers(taskId)
                ? truth.glance(taskId).map(this::whole)
                : look(tables.lagging(), taskId).or(() -> read(taskId));
    }

    /** With the status as it is now. */
    public Optional<WholeTask> read(TaskId taskId) {
        return definitions.remembers(taskId)
                ? truth.read(taskId).map(this::whole)
                : look(tables, taskId).or(() -> truth.read(taskId).map(this::whole));
    }

    private WholeTask whole(TaskStatus status) {
        return new WholeTask(status, definitions.of(status));
    }

    /** Nothing also where so much stands there that the status comes later. */
    private Optional<WholeTask> look(TableReads reads, TaskId taskId) {
        Query both = Query.range(taskId.text(), QueueTables.DEFINITION, QueueTables.STATUS + "#", ITEMS);
        List<Item> items = reads.query(QueueTables.TASKS, both).items();
        return items.stream()
                .filter(item -> item.key().equals(QueueTables.status(taskId)))
                .findFirst()
                .map(StatusCodec::decode)
                .map(status -> new WholeTask(status, definitions.of(status, items)));
    }
}

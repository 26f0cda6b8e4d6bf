package io.spotcluster.queue.dependency;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Item;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Requires;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * {@code dependent} depends on {@code dependency}; with what must be known of the dependent to tell whether it is
 * satisfied. It stays when the dependency is resolved: a rerun may satisfy what came later.
 */
record Edge(TaskId dependency, TaskId dependent, Instant born, Requires requires) {
    static Edge read(Item item) {
        String[] words = item.body().asUtf8().split(" ", -1);
        return new Edge(
                new TaskId(item.key().partition()),
                new TaskId(item.key().sort()),
                Instant.ofEpochMilli(Long.parseLong(words[0])),
                Requires.of(words[1]));
    }

    Item item(TaskStatus waiting) {
        Bytes body = Bytes.utf8(born.toEpochMilli() + " " + requires.text());
        return Item.hint(QueueTables.edge(dependency, dependent), waiting.version(), Optional.of(waiting.kept()), body);
    }

    /** What the dependent still waits for. */
    Item need(TaskStatus waiting) {
        return Item.hint(QueueTables.need(dependent, dependency), waiting.version(), Optional.of(waiting.kept()));
    }

    boolean isSatisfiedBy(TaskStatus status) {
        return status.satisfies(born, requires);
    }
}

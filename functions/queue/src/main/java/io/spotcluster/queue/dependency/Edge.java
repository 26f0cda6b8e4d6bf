package io.spotcluster.queue.dependency;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
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
    static Edge read(Item edge) {
        return read(
                edge, new TaskId(edge.key().partition()), new TaskId(edge.key().sort()));
    }

    /** @param need of {@code dependent} */
    static Edge readNeed(TaskId dependent, Item need) {
        return read(need, new TaskId(need.key().sort()), dependent);
    }

    private static Edge read(Item item, TaskId dependency, TaskId dependent) {
        String[] words = item.body().asUtf8().split(" ", -1);
        return new Edge(dependency, dependent, Instant.ofEpochMilli(Long.parseLong(words[0])), Requires.of(words[1]));
    }

    Item item(TaskStatus waiting) {
        return hint(QueueTables.edge(dependency, dependent), waiting);
    }

    /** What the dependent still waits for. */
    Item need(TaskStatus waiting) {
        return hint(QueueTables.need(dependent, dependency), waiting);
    }

    private Item hint(Key key, TaskStatus waiting) {
        Bytes body = Bytes.utf8(born.toEpochMilli() + " " + requires.text());
        return Item.hint(key, waiting.version(), Optional.of(waiting.kept()), body);
    }

    boolean isSatisfiedBy(TaskStatus status) {
        return status.satisfies(born, requires);
    }
}

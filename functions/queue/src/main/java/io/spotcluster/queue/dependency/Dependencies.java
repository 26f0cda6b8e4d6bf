package io.spotcluster.queue.dependency;

import io.spotcluster.api.Authority;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskState;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.TaskTruth;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Schedules tasks when what they depend on allows it. Both ways in may run twice, late, and in any order: whoever is last to
 * see a task without needs schedules it, and the first of several does.
 *
 * <p>Why nothing is lost: all needs of a task stand before any of its edges, so who comes along an edge sees every need that
 * is left. A dependency that ends before the edge is there is seen by {@link #track}, which looks at it after the edge was
 * written; one that ends later finds the edge.
 *
 * <p>A need is a hint, and is believed only as far as the truth confirms it: one whose dependency has satisfied it, since it
 * was put before the edge was there or long after its writer had given up, is dropped by whoever finds it.
 */
public class Dependencies {
    private static final Authority FEED = new Authority.BackgroundLoop("queue-feed");
    private static final int WRITES = 25;
    private static final int READS = 100;

    private final Tables tables;
    private final TaskTruth truth;
    private final SideBySide sideBySide;

    public Dependencies(Tables tables, TaskTruth truth) {
        this(tables, truth, SideBySide.inOrder());
    }

    /** @param sideBySide how dependents of one task are scheduled, of which there may be thousands */
    public Dependencies(Tables tables, TaskTruth truth, SideBySide sideBySide) {
        this.sideBySide = sideBySide;
        this.tables = tables;
        this.truth = truth;
    }

    /** A task with dependencies came into being. */
    public void track(TaskStatus inserted, TaskDefinition definition) {
        Optional<TaskStatus> status = truth.read(inserted.taskId());
        if (status.isEmpty()) {
            return;
        }
        TaskStatus task = status.get();
        boolean waits = task.state() == TaskState.UNSCHEDULED;
        List<Edge> edges = definition.dependencies().stream()
                .map(dependency -> new Edge(dependency, task.taskId(), task.born(), definition.requires()))
                .toList();
        List<Item> needs = waits ? edges.stream().map(edge -> edge.need(task)).toList() : List.of();
        writeEdges(needs, edges.stream().map(edge -> edge.item(task)).toList());
        if (waits) {
            lookForSatisfied(task.taskId());
        }
    }

    /** All needs before all edges. */
    protected void writeEdges(List<Item> needs, List<Item> edges) {
        put(needs);
        put(edges);
    }

    /** What ended before its edge was there will not come along it. */
    protected void lookForSatisfied(TaskId dependent) {
        scheduleIfNothingIsLeft(dependent);
    }

    /**
     * Goes along the edges of a task that was resolved, as the record of its resolution tells: what it has become since does
     * not matter.
     *
     * @param cursor where to go on; the first edges, if absent
     * @param limit how many edges to go along at most
     * @return where to go on, if there are more
     */
    public Optional<String> satisfy(TaskId dependency, TaskState resolved, Optional<String> cursor, int limit) {
        Page page = tables.query(
                QueueTables.EDGES, Query.all(dependency.text(), limit).after(cursor));
        List<Edge> edges = page.items().stream()
                .map(Edge::read)
                .filter(edge -> edge.requires().accepts(resolved))
                .toList();
        if (!edges.isEmpty()) {
            Optional<TaskStatus> status = truth.read(dependency);
            List<Edge> satisfied =
                    edges.stream().filter(edge -> concerns(edge, status)).toList();
            dropNeeds(satisfied);
            sideBySide.run(satisfied.stream()
                    .<Runnable>map(edge -> () -> scheduleIfNothingIsLeft(edge.dependent()))
                    .toList());
        }
        return page.cursor();
    }

    /** A resolution that was taken back by a rerun before the dependent was born does not concern it. */
    protected boolean concerns(Edge edge, Optional<TaskStatus> dependency) {
        return dependency.isPresent() && edge.isSatisfiedBy(dependency.get());
    }

    private void scheduleIfNothingIsLeft(TaskId dependent) {
        if (!isHeldBack(dependent)) {
            truth.change(FEED, dependent, new Command.Schedule());
        }
    }

    /**
     * Is there a need that the truth confirms, or nothing to hold back any more? Usually the first need tells. Those that
     * are dropped on the way are never looked at again, so that all looks at a task together cost as much as its
     * dependencies once, and one more for each that ends.
     */
    private boolean isHeldBack(TaskId dependent) {
        Optional<String> cursor = Optional.empty();
        int limit = 1;
        do {
            Page page = tables.query(
                    QueueTables.EDGES,
                    Query.all(QueueTables.needsOf(dependent), limit).after(cursor));
            List<Edge> needs = page.items().stream()
                    .map(need -> Edge.readNeed(dependent, need))
                    .toList();
            if (!needs.isEmpty() && isHeldBack(dependent, needs)) {
                return true;
            }
            cursor = page.cursor();
            limit = READS;
        } while (cursor.isPresent());
        return false;
    }

    private boolean isHeldBack(TaskId dependent, List<Edge> needs) {
        Set<TaskId> concerned = new LinkedHashSet<>();
        concerned.add(dependent);
        needs.forEach(need -> concerned.add(need.dependency()));
        Map<TaskId, TaskStatus> truths = truth.readAll(concerned);
        TaskStatus waiting = truths.get(dependent);
        if (waiting == null || waiting.state() != TaskState.UNSCHEDULED) {
            dropNeeds(needs);
            return true;
        }
        List<Edge> passed = needs.stream()
                .filter(need -> hasPassed(need, Optional.ofNullable(truths.get(need.dependency()))))
                .toList();
        dropNeeds(passed);
        return passed.size() < needs.size();
    }

    /** A need that was satisfied stays so, whatever its dependency becomes. */
    protected boolean hasPassed(Edge need, Optional<TaskStatus> dependency) {
        return dependency.isPresent() && need.isSatisfiedBy(dependency.get());
    }

    private void put(List<Item> items) {
        write(items.stream()
                .<Write>map(item -> new Write.Put(QueueTables.EDGES, item, Condition.always()))
                .toList());
    }

    private void dropNeeds(List<Edge> satisfied) {
        write(satisfied.stream()
                .<Write>map(edge -> new Write.Delete(
                        QueueTables.EDGES, QueueTables.need(edge.dependent(), edge.dependency()), Condition.always()))
                .toList());
    }

    private void write(List<Write> writes) {
        for (int from = 0; from < writes.size(); from += WRITES) {
            tables.writeHints(new ArrayList<>(writes.subList(from, Math.min(writes.size(), from + WRITES))));
        }
    }
}

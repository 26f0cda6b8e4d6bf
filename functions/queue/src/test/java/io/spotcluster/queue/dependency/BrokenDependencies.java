package io.spotcluster.queue.dependency;

import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.truth.TaskTruth;
import java.util.List;

/** Dependencies without one of their rules, for the simulation to notice. */
public final class BrokenDependencies {
    private BrokenDependencies() {}

    /** Need and edge of one dependency, then those of the next. */
    public static Dependencies edgesBeforeAllNeeds(Tables tables, TaskTruth truth) {
        return new Dependencies(tables, truth) {
            @Override
            protected void writeEdges(List<Item> needs, List<Item> edges) {
                for (int i = 0; i < edges.size(); i++) {
                    if (i < needs.size()) {
                        tables.write(new Write.Put(QueueTables.EDGES, needs.get(i), Condition.always()));
                    }
                    tables.write(new Write.Put(QueueTables.EDGES, edges.get(i), Condition.always()));
                }
            }
        };
    }

    /** Nobody looks for dependencies that ended before their edge was there. */
    public static Dependencies satisfiedBeforeIsOverlooked(Tables tables, TaskTruth truth) {
        return new Dependencies(tables, truth) {
            @Override
            protected void dropSatisfied(List<Edge> edges) {}
        };
    }

    /** Only what a dependency is at the moment counts, not what it was since the dependent was born. */
    public static Dependencies onlyThePresentCounts(Tables tables, TaskTruth truth) {
        return new Dependencies(tables, truth) {
            @Override
            protected void dropSatisfied(List<Edge> edges) {
                super.dropSatisfied(edges.stream()
                        .filter(edge -> truth.read(edge.dependency())
                                .map(status -> edge.requires().accepts(status.state()))
                                .orElse(false))
                        .toList());
            }
        };
    }
}

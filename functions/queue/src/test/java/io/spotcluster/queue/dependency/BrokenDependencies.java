package io.spotcluster.queue.dependency;

import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskState;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.TaskTruth;
import java.util.List;
import java.util.Optional;

/** Dependencies without one of their rules, for the stories and the simulation to notice. */
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
            protected void lookForSatisfied(TaskId dependent) {}
        };
    }

    /** Only what a dependency is at the moment counts, not what it was since the dependent was born. */
    public static Dependencies onlyThePresentCounts(Tables tables, TaskTruth truth) {
        return new Dependencies(tables, truth) {
            @Override
            protected boolean hasPassed(Edge need, Optional<TaskStatus> dependency) {
                return dependency.isPresent()
                        && need.requires().accepts(dependency.get().state());
            }
        };
    }

    /** A need is believed, whatever the truth says. */
    public static Dependencies needsAreBelieved(Tables tables, TaskTruth truth) {
        return new Dependencies(tables, truth) {
            private boolean tracking;

            /** The look at a new task has its own mutant. */
            @Override
            protected void lookForSatisfied(TaskId dependent) {
                tracking = true;
                super.lookForSatisfied(dependent);
                tracking = false;
            }

            @Override
            protected boolean hasPassed(Edge need, Optional<TaskStatus> dependency) {
                return tracking && super.hasPassed(need, dependency);
            }
        };
    }

    /** A record of a resolution that was taken back since counts for nothing. */
    public static Dependencies recordsThatTheTruthHasPassedAreIgnored(Tables tables, TaskTruth truth) {
        return new Dependencies(tables, truth) {
            @Override
            public Optional<String> satisfy(TaskId dependency, TaskState resolved, Optional<String> cursor, int limit) {
                return truth.read(dependency)
                        .filter(status -> status.state() == resolved)
                        .flatMap(_ -> super.satisfy(dependency, resolved, cursor, limit));
            }
        };
    }

    /** Every resolution satisfies every dependent, even one that was taken back before the dependent was born. */
    public static Dependencies everyResolutionConcernsEveryDependent(Tables tables, TaskTruth truth) {
        return new Dependencies(tables, truth) {
            @Override
            protected boolean concerns(Edge edge, Optional<TaskStatus> dependency) {
                return true;
            }
        };
    }
}

package io.spotcluster.local.graph;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tasks that depend on each other, by label.
 *
 * @param tasks every task after those it depends on
 */
public record TaskGraph(List<GraphTask> tasks) {
    public TaskGraph {
        tasks = List.copyOf(tasks);
    }

    /**
     * One task.
     *
     * @param label unique in the graph
     * @param dependencies labels
     * @param definition for createTask, with the placeholders still in it and without dependencies
     */
    public record GraphTask(String label, List<String> dependencies, ObjectNode definition) {
        public GraphTask {
            dependencies = List.copyOf(dependencies);
        }
    }
}

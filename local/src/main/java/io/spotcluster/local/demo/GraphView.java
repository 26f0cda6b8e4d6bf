package io.spotcluster.local.demo;

import java.util.List;

/** All tasks of a graph at one moment, each after those it depends on. */
record GraphView(List<TaskView> tasks) {
    GraphView {
        tasks = List.copyOf(tasks);
    }

    boolean ended() {
        return tasks.stream().allMatch(TaskView::ended);
    }

    boolean completed() {
        return tasks.stream().allMatch(TaskView::completed);
    }

    long count(String state) {
        return tasks.stream().filter(task -> task.state().equals(state)).count();
    }
}

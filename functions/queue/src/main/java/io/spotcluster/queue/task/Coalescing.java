package io.spotcluster.queue.task;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which waiting tasks of a stack are superseded by which. Pure. */
public final class Coalescing {
    /**
     * {@code newer} is to stand for what {@code older} stands for, and {@code older} to end.
     *
     * @param chain what {@code newer} then stands for, because of this one
     */
    public record Supersession(TaskStatus older, TaskStatus newer, Chain chain) {}

    private Coalescing() {}

    /**
     * The newest supersedes every older one, but those that have gathered too much, or waited too long, for that: they
     * wait on, and are run.
     *
     * @param stack tasks of one stack, whatever has become of them
     */
    public static List<Supersession> decide(Collection<TaskStatus> stack, Instant now) {
        Comparator<TaskStatus> newest = Comparator.<TaskStatus>comparingLong(
                        task -> task.coalesce().orElseThrow().rank())
                .thenComparing(TaskStatus::born, Comparator.reverseOrder())
                .thenComparing(task -> task.taskId().text());
        List<TaskStatus> waiting = stack.stream()
                .filter(task -> waits(task) && task.coalesce().isPresent())
                .sorted(newest)
                .toList();
        return waiting.stream()
                .filter(task -> isOlder(task, waiting.getLast()) && mayBeSuperseded(task, now))
                .map(task -> new Supersession(
                        task, waiting.getLast(), Chain.of(pending(task)).longer()))
                .toList();
    }

    private static boolean isOlder(TaskStatus task, TaskStatus other) {
        return task.coalesce().orElseThrow().rank()
                < other.coalesce().orElseThrow().rank();
    }

    private static boolean mayBeSuperseded(TaskStatus task, Instant now) {
        Coalesce coalesce = task.coalesce().orElseThrow();
        Chain chain = Chain.of(pending(task));
        return chain.depth() < coalesce.depth()
                && !chain.since().plus(coalesce.age()).isBefore(now)
                && !task.isPastDeadline(now);
    }

    private static boolean waits(TaskStatus task) {
        return task.lastRun().filter(Run.Pending.class::isInstance).isPresent();
    }

    private static Run.Pending pending(TaskStatus task) {
        return (Run.Pending) task.runs().getLast();
    }
}

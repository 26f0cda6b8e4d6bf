package io.spotcluster.queue.task;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The truth about a task. Everything else in the queue (pending entries, timers, memberships, events) follows from it. It
 * is kept small, so that a transition costs one write unit; what never changes stands in the {@link TaskDefinition}.
 *
 * @param version rises by one with each write; 0 before the first one
 * @param definition digest of the definition, which stands apart
 * @param retries as often the definition allows
 * @param retriesLeft of the current run or rerun
 * @param born when the task came into being, by the clock of the server that inserted it
 * @param coalesce in which stack it stands, if in any
 * @param resolvedOnce whether it was ever resolved for good; a rerun does not take that back
 * @param runs by their number
 */
public record TaskStatus(
        TaskId taskId,
        long version,
        String definition,
        TaskQueueId taskQueueId,
        String schedulerId,
        String projectId,
        TaskGroupId taskGroupId,
        Priority priority,
        int retries,
        int retriesLeft,
        Instant born,
        Instant deadline,
        Instant expires,
        Optional<Coalesce> coalesce,
        boolean resolvedOnce,
        List<Run> runs) {
    private static final Duration RESOLVABLE = Duration.ofHours(1);

    public TaskStatus {
        runs = List.copyOf(runs);
    }

    /** That of the last run. */
    public TaskState state() {
        return runs.isEmpty() ? TaskState.UNSCHEDULED : runs.getLast().state();
    }

    public boolean isResolved() {
        return state().isResolved();
    }

    /** Number of the last run. */
    public int lastRunId() {
        return runs.size() - 1;
    }

    public Optional<Run> lastRun() {
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.getLast());
    }

    public Optional<Run> run(int runId) {
        return runId >= 0 && runId < runs.size() ? Optional.of(runs.get(runId)) : Optional.empty();
    }

    /** The newer task of its stack that took its place, if that is how it ended. */
    public Optional<TaskId> supersededBy() {
        return lastRun()
                .flatMap(run -> run instanceof Run.Resolved resolved ? resolved.supersededBy() : Optional.empty());
    }

    public boolean isPastDeadline(Instant now) {
        return deadline.isBefore(now);
    }

    /**
     * Until when the task is stored. A task that expires at its deadline is kept a little longer, so that it can be seen to
     * exceed it.
     */
    public Instant kept() {
        return kept(deadline, expires);
    }

    /** As {@link #kept()}, of a task that is to be made. */
    public static Instant kept(Instant deadline, Instant expires) {
        Instant resolvable = deadline.plus(RESOLVABLE);
        return expires.isBefore(resolvable) ? resolvable : expires;
    }

    /**
     * Does this task, as a dependency, satisfy one that was born at {@code birth}? It does if it was resolved in an accepted
     * way then or at any time after; a rerun since does not take that back.
     */
    public boolean satisfies(Instant birth, Requires requires) {
        for (int runId = 0; runId < runs.size(); runId++) {
            if (requires.accepts(runs.get(runId).state()) && wasLastWordAtOrAfter(runId, birth)) {
                return true;
            }
        }
        return false;
    }

    /** Was the resolution of the run the state of the task at {@code time} or later? An automatic retry never lets it be. */
    private boolean wasLastWordAtOrAfter(int runId, Instant time) {
        if (runId == lastRunId()) {
            return true;
        }
        Run next = runs.get(runId + 1);
        return next.reasonCreated() == ReasonCreated.RERUN && !next.scheduled().isBefore(time);
    }

    TaskStatus withPriority(Priority newPriority) {
        return copy(version, newPriority, retriesLeft, runs);
    }

    TaskStatus withRetriesLeft(int newRetriesLeft) {
        return copy(version, priority, newRetriesLeft, runs);
    }

    TaskStatus adding(Run run) {
        List<Run> added = new ArrayList<>(runs);
        added.add(run);
        return copy(version, priority, retriesLeft, added);
    }

    /** Replaces the last run by {@code run}, followed by {@code next} if there is one. */
    TaskStatus replacingLast(Run run, Optional<Run> next) {
        List<Run> replaced = new ArrayList<>(runs);
        replaced.set(lastRunId(), run);
        next.ifPresent(replaced::add);
        return copy(version, priority, retriesLeft, replaced);
    }

    /** As it is written next. */
    public TaskStatus withVersion(long newVersion) {
        return copy(newVersion, priority, retriesLeft, runs);
    }

    private TaskStatus copy(long newVersion, Priority newPriority, int newRetriesLeft, List<Run> newRuns) {
        boolean resolved = !newRuns.isEmpty() && newRuns.getLast().state().isResolved();
        return new TaskStatus(
                taskId,
                newVersion,
                definition,
                taskQueueId,
                schedulerId,
                projectId,
                taskGroupId,
                newPriority,
                retries,
                newRetriesLeft,
                born,
                deadline,
                expires,
                coalesce,
                resolvedOnce || resolved,
                newRuns);
    }
}

package io.spotcluster.queue.task;

import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.task.Decision.Next;
import io.spotcluster.queue.task.Decision.Refused;
import io.spotcluster.queue.task.Decision.Unchanged;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The whole life of a task, as pure decisions. Repeating a command that was followed changes nothing; what ended stays
 * ended unless it is rerun; the times told by a task's runs never go backwards, even when servers' clocks differ.
 */
public final class TaskLifecycle {
    /** How many runs a task may have, by retries and reruns together. */
    public static final int MAXIMUM_RUNS = 50;

    private TaskLifecycle() {}

    /**
     * The first status of a task: pending, or unscheduled if it waits for others.
     *
     * @param expires as the definition asks, or earlier
     */
    public static TaskStatus create(TaskDefinition definition, Instant expires, Instant now) {
        TaskStatus unscheduled = new TaskStatus(
                definition.taskId(),
                0,
                definition.digest(),
                definition.taskQueueId(),
                definition.schedulerId(),
                definition.projectId(),
                definition.taskGroupId(),
                definition.priority(),
                definition.retries(),
                definition.retries(),
                now,
                definition.deadline(),
                expires,
                definition.coalesce(),
                false,
                List.of());
        return definition.dependencies().isEmpty()
                ? unscheduled.adding(new Run.Pending(ReasonCreated.SCHEDULED, now))
                : unscheduled;
    }

    public static Decision decide(TaskStatus task, Command command, Instant now) {
        return switch (command) {
            case Command.Schedule() -> schedule(task, now);
            case Command.Take take -> take(task, take, now);
            case Command.Retake retake -> retake(task, retake, now);
            case Command.Report report -> report(task, report, now);
            case Command.Absorb absorb -> absorb(task, absorb);
            case Command.Supersede supersede -> supersede(task, supersede, now);
            case Command.Cancel() -> cancel(task, now);
            case Command.Rerun() -> rerun(task, now);
            case Command.ChangePriority(Priority priority) -> changePriority(task, priority, now);
            case Command.ExpireClaim expire -> expireClaim(task, expire, now);
            case Command.ExceedDeadline(Instant deadline) -> exceedDeadline(task, deadline, now);
        };
    }

    private static Decision schedule(TaskStatus task, Instant now) {
        if (task.state() != TaskState.UNSCHEDULED) {
            return new Unchanged();
        }
        if (task.isPastDeadline(now)) {
            return pastDeadline(task, "scheduled");
        }
        return new Next(task.adding(new Run.Pending(ReasonCreated.SCHEDULED, notBefore(task, now))));
    }

    private static Decision take(TaskStatus task, Command.Take take, Instant now) {
        Optional<Run> run = task.run(take.runId());
        if (run.isEmpty()) {
            return noSuchRun(task, take.runId());
        }
        if (task.isPastDeadline(now)) {
            return pastDeadline(task, "claimed");
        }
        return switch (run.get()) {
            case Run.Pending pending ->
                held(
                        task,
                        pending,
                        new Claim(take.worker(), notBefore(task, now), take.takenUntil(), take.nonce(), false));
            case Run.Running running when running.held().worker().equals(take.worker()) -> new Unchanged();
            case Run.Running running ->
                conflict("Run %d of task `%s` was already claimed by worker `%s`."
                        .formatted(take.runId(), task.taskId(), running.held().worker()));
            case Run.Resolved _ -> notRunning(task, take.runId());
        };
    }

    private static Decision retake(TaskStatus task, Command.Retake retake, Instant now) {
        Optional<Run> run = task.run(retake.runId());
        if (run.isEmpty()) {
            return noSuchRun(task, retake.runId());
        }
        if (task.isPastDeadline(now)) {
            return pastDeadline(task, "reclaimed");
        }
        if (!(run.get() instanceof Run.Running running)) {
            return notRunning(task, retake.runId());
        }
        Claim held = running.held();
        if (!retake.takenUntil().isAfter(held.takenUntil())) {
            return new Unchanged();
        }
        return held(task, running, held.prolongedUntil(retake.takenUntil()));
    }

    private static Decision held(TaskStatus task, Run run, Claim claim) {
        return new Next(
                task.replacingLast(new Run.Running(run.reasonCreated(), run.scheduled(), claim), Optional.empty()));
    }

    private static Decision report(TaskStatus task, Command.Report report, Instant now) {
        Optional<Run> run = task.run(report.runId());
        if (run.isEmpty()) {
            return noSuchRun(task, report.runId());
        }
        return switch (run.get()) {
            case Run.Running running -> new Next(resolve(task, running, report.resolution(), now));
            case Run.Resolved resolved when isRepetition(task, report, resolved) -> new Unchanged();
            case Run.Resolved _, Run.Pending _ -> notRunning(task, report.runId());
        };
    }

    /** The same report again, and nothing came after but the retry that the report itself led to. */
    private static boolean isRepetition(TaskStatus task, Command.Report report, Run.Resolved resolved) {
        boolean last = report.runId() == task.lastRunId();
        boolean onlyRetriedSince =
                report.resolution().state() == TaskState.EXCEPTION && report.runId() == task.lastRunId() - 1;
        return resolved.resolution() == report.resolution() && (last || onlyRetriedSince);
    }

    private static Decision absorb(TaskStatus task, Command.Absorb absorb) {
        if (absorb.runId() != task.lastRunId() || !(task.runs().getLast() instanceof Run.Pending run)) {
            return notPending(task, absorb.runId());
        }
        Chain joined = Chain.of(run).joined(absorb.chain());
        return run.chain().equals(Optional.of(joined))
                ? new Unchanged()
                : new Next(task.replacingLast(
                        new Run.Pending(run.reasonCreated(), run.scheduled(), Optional.of(joined)), Optional.empty()));
    }

    private static Decision supersede(TaskStatus task, Command.Supersede supersede, Instant now) {
        if (supersede.runId() != task.lastRunId() || !(task.runs().getLast() instanceof Run.Pending run)) {
            return notPending(task, supersede.runId());
        }
        if (!supersede.chain().covers(Chain.of(run).longer())) {
            return conflict("Task `%s` stands for more by now than task `%s` has taken over."
                    .formatted(task.taskId(), supersede.by()));
        }
        Run ended = new Run.Resolved(
                run.reasonCreated(),
                run.scheduled(),
                Optional.empty(),
                Resolution.SUPERSEDED,
                notBefore(task, now),
                Optional.of(supersede.by()));
        return new Next(task.replacingLast(ended, Optional.empty()));
    }

    private static Decision cancel(TaskStatus task, Instant now) {
        if (task.isResolved()) {
            return new Unchanged();
        }
        if (task.isPastDeadline(now)) {
            return pastDeadline(task, "canceled");
        }
        return new Next(end(task, Resolution.CANCELED, now));
    }

    private static Decision rerun(TaskStatus task, Instant now) {
        if (task.state() == TaskState.PENDING || task.state() == TaskState.RUNNING) {
            return new Unchanged();
        }
        if (task.isPastDeadline(now)) {
            return pastDeadline(task, "rerun");
        }
        if (task.runs().size() >= MAXIMUM_RUNS) {
            return conflict("Task `%s` already has %d runs, which is the maximum."
                    .formatted(task.taskId(), task.runs().size()));
        }
        TaskStatus rerun = task.adding(new Run.Pending(ReasonCreated.RERUN, notBefore(task, now)));
        return new Next(rerun.withRetriesLeft(
                Math.min(task.retries(), MAXIMUM_RUNS - rerun.runs().size())));
    }

    private static Decision changePriority(TaskStatus task, Priority priority, Instant now) {
        if (task.priority() == priority) {
            return new Unchanged();
        }
        if (task.isPastDeadline(now)) {
            return pastDeadline(task, "reprioritized");
        }
        if (task.isResolved()) {
            return conflict("Task `%s` is already resolved and cannot be reprioritized.".formatted(task.taskId()));
        }
        return new Next(task.withPriority(priority));
    }

    private static Decision expireClaim(TaskStatus task, Command.ExpireClaim expire, Instant now) {
        boolean stillHeld = expire.runId() == task.lastRunId()
                && task.runs().getLast() instanceof Run.Running running
                && running.held().takenUntil().equals(expire.takenUntil());
        if (!stillHeld) {
            return new Unchanged();
        }
        Run.Running running = (Run.Running) task.runs().getLast();
        Resolution resolution = task.isPastDeadline(now) ? Resolution.DEADLINE_EXCEEDED : Resolution.CLAIM_EXPIRED;
        return new Next(resolve(task, running, resolution, now));
    }

    private static Decision exceedDeadline(TaskStatus task, Instant deadline, Instant now) {
        return task.isResolved() || !task.deadline().equals(deadline)
                ? new Unchanged()
                : new Next(end(task, Resolution.DEADLINE_EXCEEDED, now));
    }

    /** Ends the running run; another one follows in the same write if the way it ended allows a retry and one is left. */
    private static TaskStatus resolve(TaskStatus task, Run.Running running, Resolution resolution, Instant now) {
        Instant time = notBefore(task, now);
        Run ended = ended(running, resolution, time);
        Optional<Run> retry =
                resolution.retry().filter(_ -> task.retriesLeft() > 0).map(reason -> new Run.Pending(reason, time));
        TaskStatus resolved = task.replacingLast(ended, retry);
        return retry.isPresent() ? resolved.withRetriesLeft(task.retriesLeft() - 1) : resolved;
    }

    /** Ends a task that is not resolved, in whatever state it is, for good. */
    private static TaskStatus end(TaskStatus task, Resolution resolution, Instant now) {
        Instant time = notBefore(task, now);
        return task.runs().isEmpty()
                ? task.adding(new Run.Resolved(ReasonCreated.EXCEPTION, time, Optional.empty(), resolution, time))
                : task.replacingLast(ended(task.runs().getLast(), resolution, time), Optional.empty());
    }

    private static Run ended(Run run, Resolution resolution, Instant time) {
        return new Run.Resolved(
                run.reasonCreated(), run.scheduled(), run.claim().map(Claim::ended), resolution, time);
    }

    private static Instant notBefore(TaskStatus task, Instant now) {
        Instant latest = task.lastRun().map(Run::latest).orElse(task.born());
        return now.isBefore(latest) ? latest : now;
    }

    private static Decision pastDeadline(TaskStatus task, String verb) {
        return conflict("Task `%s` cannot be %s past its deadline, which was %s."
                .formatted(task.taskId(), verb, Timestamp.format(task.deadline())));
    }

    private static Decision notRunning(TaskStatus task, int runId) {
        return conflict("Run %d of task `%s` is resolved or not running; the task is %s with %d runs."
                .formatted(
                        runId, task.taskId(), task.state().text(), task.runs().size()));
    }

    private static Decision notPending(TaskStatus task, int runId) {
        return conflict("Run %d of task `%s` does not wait; the task is %s with %d runs."
                .formatted(
                        runId, task.taskId(), task.state().text(), task.runs().size()));
    }

    private static Decision noSuchRun(TaskStatus task, int runId) {
        return new Refused(Rejection.notFound("Task `%s` has no run %d; it has %d runs."
                .formatted(task.taskId(), runId, task.runs().size())));
    }

    private static Decision conflict(String message) {
        return new Refused(Rejection.conflict(message));
    }
}

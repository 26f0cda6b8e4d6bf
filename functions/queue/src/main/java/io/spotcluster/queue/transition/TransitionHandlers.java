package io.spotcluster.queue.transition;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.Resolution;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.Replies;
import io.spotcluster.queue.truth.TaskTruth;

/** scheduleTask, cancelTask, rerunTask, changeTaskPriority, reportCompleted, reportFailed, reportException. */
public final class TransitionHandlers {
    private final TaskTruth truth;

    public TransitionHandlers(TaskTruth truth) {
        this.truth = truth;
    }

    /** For scopes that name the task's scheduler, group and project. */
    public Loaded<TaskStatus> load(Request request) {
        TaskStatus task = existing(request);
        return new Loaded<>(
                task,
                Parameters.NONE
                        .with("schedulerId", task.schedulerId())
                        .with("taskGroupId", task.taskGroupId().text())
                        .with("projectId", task.projectId()));
    }

    /** For scopes that name the task's queue. */
    public Loaded<TaskStatus> loadQueue(Request request) {
        TaskStatus task = existing(request);
        return new Loaded<>(
                task, Parameters.NONE.with("taskQueueId", task.taskQueueId().text()));
    }

    /** What the scopes name never changes, and decisions begin with an image. */
    private TaskStatus existing(Request request) {
        TaskId taskId = new TaskId(request.parameter("taskId"));
        return truth.glance(taskId).orElseThrow(() -> Replies.notFound(taskId));
    }

    public Reply schedule(Authorized authority, Request request, TaskStatus task) {
        return follow(authority, task, new Command.Schedule());
    }

    public Reply cancel(Authorized authority, Request request, TaskStatus task) {
        return follow(authority, task, new Command.Cancel());
    }

    public Reply rerun(Authorized authority, Request request, TaskStatus task) {
        return follow(authority, task, new Command.Rerun());
    }

    public Reply changePriority(Authorized authority, Request request, TaskStatus task) {
        Priority priority = Priority.of(request.body().path("newPriority").asString());
        return follow(authority, task, new Command.ChangePriority(priority));
    }

    public Reply reportCompleted(Authorized authority, Request request) {
        return report(authority, request, Resolution.COMPLETED);
    }

    public Reply reportFailed(Authorized authority, Request request) {
        return report(authority, request, Resolution.FAILED);
    }

    public Reply reportException(Authorized authority, Request request) {
        return report(
                authority, request, Resolution.of(request.body().path("reason").asString()));
    }

    private Reply report(Authorized authority, Request request, Resolution resolution) {
        int runId = Integer.parseInt(request.parameter("runId"));
        return follow(authority, existing(request), new Command.Report(runId, resolution));
    }

    private Reply follow(Authorized authority, TaskStatus task, Command command) {
        return Replies.status(Replies.require(task.taskId(), truth.change(authority, task, command)));
    }
}

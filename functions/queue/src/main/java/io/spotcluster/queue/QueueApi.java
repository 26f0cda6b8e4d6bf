package io.spotcluster.queue;

import static io.spotcluster.api.scopes.ScopeExpression.allOf;
import static io.spotcluster.api.scopes.ScopeExpression.anyOf;
import static io.spotcluster.api.scopes.ScopeExpression.each;
import static io.spotcluster.api.scopes.ScopeExpression.scope;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.ApiMethod.Stability;
import io.spotcluster.api.scopes.ScopeExpression;
import io.spotcluster.base.Slug;
import io.spotcluster.queue.artifacts.ArtifactMethods;
import io.spotcluster.queue.artifacts.CreateArtifact;
import io.spotcluster.queue.artifacts.ReadArtifacts;
import io.spotcluster.queue.claim.ClaimHandlers;
import io.spotcluster.queue.creation.CreationHandlers;
import io.spotcluster.queue.events.QueueExchanges;
import io.spotcluster.queue.group.GroupHandlers;
import io.spotcluster.queue.reading.TaskHandlers;
import io.spotcluster.queue.reading.TaskQueueHandlers;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.Worker;
import io.spotcluster.queue.transition.TransitionHandlers;
import io.spotcluster.queue.worker.TaskQueueListings;
import io.spotcluster.queue.worker.WorkerHandlers;
import io.spotcluster.queue.worker.WorkerMethods;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The public face of the queue. */
final class QueueApi {
    private static final Map<String, Pattern> PARAMETERS = Map.of(
            "taskId", Slug.PATTERN,
            "taskGroupId", Slug.PATTERN,
            "taskQueueId", TaskQueueId.PATTERN,
            "provisionerId", Pattern.compile("[a-zA-Z0-9-_]{1,38}"),
            "workerType", TaskQueueId.WORKER_TYPE,
            "workerGroup", Worker.PATTERN,
            "workerId", Worker.PATTERN,
            "runId", Pattern.compile("0|[1-9][0-9]{0,2}"),
            "name", ArtifactMethods.NAME);

    private QueueApi() {}

    /** The handlers of the service. */
    record Handlers(
            TaskHandlers tasks,
            GroupHandlers groups,
            CreationHandlers creation,
            TransitionHandlers transitions,
            ClaimHandlers claims,
            CreateArtifact createArtifact,
            ReadArtifacts readArtifacts,
            TaskQueueHandlers taskQueues,
            TaskQueueListings listings,
            WorkerHandlers workers) {}

    static Service of(Handlers handlers) {
        return new Service(
                        "queue",
                        "Queue Service",
                        "Takes tasks, hands them to workers, keeps what they made, and sees to it that every task is"
                                + " resolved in the end: by its worker, by somebody who cancels it, or by its deadline.",
                        PARAMETERS,
                        Stream.of(
                                        reading(handlers.tasks()),
                                        groups(handlers.groups()),
                                        tasks(handlers.tasks(), handlers.creation(), handlers.transitions()),
                                        reprioritizing(handlers.groups()),
                                        workers(handlers.claims(), handlers.transitions()),
                                        ArtifactMethods.declarations(
                                                handlers.createArtifact(), handlers.readArtifacts()),
                                        WorkerMethods.ofProvisioners(handlers.listings()),
                                        taskQueues(handlers.taskQueues()),
                                        WorkerMethods.declarations(handlers.listings(), handlers.workers()))
                                .flatMap(List::stream)
                                .toList())
                .withEvents(QueueExchanges.EVENTS);
    }

    private static List<ApiMethod> reading(TaskHandlers tasks) {
        return List.of(
                ApiMethod.named("task")
                        .get("/task/<taskId>")
                        .title("Get Task Definition")
                        .description(
                                "What the task is to do, as it was accepted: with every default filled in, and with the priority now"
                                        + " in force.")
                        .tagged()
                        .category("Tasks")
                        .scopes("queue:get-task:<taskId>")
                        .output("task.json")
                        .handler(tasks::task),
                ApiMethod.named("tasks")
                        .post("/tasks")
                        .title("Get multiple task definitions")
                        .description(
                                "The definitions of many tasks at once. Tasks that do not exist are left out of the reply. While"
                                        + " there is a `continuationToken`, repeat the call with it and the same body.")
                        .category("Tasks")
                        .stability(Stability.EXPERIMENTAL)
                        .paged()
                        .scopes(allOf(each("taskId", "taskIds", "queue:get-task:<taskId>")))
                        .supplies("taskIds")
                        .input("tasks-request.json")
                        .output("tasks-response.json")
                        .loading(tasks::loadIds, tasks::tasks),
                ApiMethod.named("statuses")
                        .post("/tasks/status")
                        .title("Get multiple task definitions")
                        .description(
                                "How many tasks stand, at once. Tasks that do not exist are left out of the reply. While there is"
                                        + " a `continuationToken`, repeat the call with it and the same body.")
                        .category("Tasks")
                        .stability(Stability.EXPERIMENTAL)
                        .paged()
                        .scopes(allOf(each("taskId", "taskIds", "queue:status:<taskId>")))
                        .supplies("taskIds")
                        .input("tasks-request.json")
                        .output("tasks-statuses-response.json")
                        .loading(tasks::loadIds, tasks::statuses),
                ApiMethod.named("status")
                        .get("/task/<taskId>/status")
                        .title("Get task status")
                        .description("How the task stands: its state, and every run so far.")
                        .tagged()
                        .category("Tasks")
                        .scopes("queue:status:<taskId>")
                        .output("task-status-response.json")
                        .handler(tasks::status));
    }

    private static List<ApiMethod> groups(GroupHandlers groups) {
        return List.of(
                ApiMethod.named("listTaskGroup")
                        .get("/task-group/<taskGroupId>/list")
                        .title("List Task Group")
                        .description(
                                "The tasks of a group with their status, in pages. A page may be shorter than `limit`; there is more"
                                        + " as long as there is a `continuationToken`.")
                        .category("Task Groups")
                        .paged()
                        .scopes("queue:list-task-group:<taskGroupId>")
                        .output("list-task-group-response.json")
                        .handler(groups::list),
                ApiMethod.named("cancelTaskGroup")
                        .post("/task-group/<taskGroupId>/cancel")
                        .title("Cancel Task Group")
                        .description(
                                "Cancels every task of a sealed group that is not resolved, as `cancelTask` does. A conflict, if the"
                                        + " group is not sealed: tasks could join while it is canceled. Repeat the call if it failed"
                                        + " half-way.")
                        .category("Tasks")
                        .stability(Stability.EXPERIMENTAL)
                        .scopes("queue:cancel-task-group:<schedulerId>/<taskGroupId>")
                        .supplies("schedulerId")
                        .output("cancel-task-group-response.json")
                        .loading(groups::load, groups::cancel),
                ApiMethod.named("getTaskGroup")
                        .get("/task-group/<taskGroupId>")
                        .title("Get Task Group")
                        .description(
                                "What is known of a group as such: its scheduler, when it expires, whether it is sealed.")
                        .category("Task Groups")
                        .scopes("queue:list-task-group:<taskGroupId>")
                        .output("task-group-response.json")
                        .handler(groups::get),
                ApiMethod.named("sealTaskGroup")
                        .post("/task-group/<taskGroupId>/seal")
                        .title("Seal Task Group")
                        .description(
                                "Closes a group for new tasks, for good. Sealing it again changes nothing. A `createTask` that runs"
                                        + " at the same moment may still get in.")
                        .category("Task Groups")
                        .stability(Stability.EXPERIMENTAL)
                        .scopes("queue:seal-task-group:<schedulerId>/<taskGroupId>")
                        .supplies("schedulerId")
                        .output("task-group-response.json")
                        .loading(groups::load, groups::seal));
    }

    private static List<ApiMethod> tasks(
            TaskHandlers tasks, CreationHandlers creation, TransitionHandlers transitions) {
        return List.of(
                ApiMethod.named("listDependentTasks")
                        .get("/task/<taskId>/dependents")
                        .title("List Dependent Tasks")
                        .description(
                                "The tasks that name this one among their dependencies, in pages, whether they still wait for it or"
                                        + " not. A task appears here moments after it was created.")
                        .category("Tasks")
                        .paged()
                        .scopes("queue:list-dependent-tasks:<taskId>")
                        .output("list-dependent-tasks-response.json")
                        .handler(tasks::dependents),
                ApiMethod.named("createTask")
                        .put("/task/<taskId>")
                        .title("Create New Task")
                        .description("""
                                Makes a task. Repeat the call when the answer was lost: the same definition again is answered with the \
                                status as it is by then, another one under the same `taskId` is a conflict.

                                Tasks it depends on must exist already and must not expire before its `deadline`. It is pending at once \
                                if there are none, and otherwise as soon as they have ended as `requires` says. \
                                `deadline` is at most five days ahead; `expires` is a year after it, unless given.

                                The caller must hold every scope of the task, `queue:route:<route>` for each route, and a scope to \
                                create tasks of this priority, or a higher one, in its queue.""")
                        .category("Tasks")
                        .scopes(allOf(
                                each("scope", "scopes", "<scope>"),
                                each("route", "routes", "queue:route:<route>"),
                                scope("queue:create-task:project:<projectId>"),
                                scope("queue:scheduler-id:<schedulerId>"),
                                anyOf(each(
                                        "priority",
                                        "priorities",
                                        "queue:create-task:<priority>:<provisionerId>/<workerType>"))))
                        .supplies(
                                "scopes",
                                "routes",
                                "projectId",
                                "schedulerId",
                                "priorities",
                                "provisionerId",
                                "workerType")
                        .input("create-task-request.json")
                        .output("task-status-response.json")
                        .loading(creation::load, creation::create),
                ApiMethod.named("scheduleTask")
                        .post("/task/<taskId>/schedule")
                        .title("Schedule Defined Task")
                        .description(
                                "Makes an unscheduled task pending without waiting for its dependencies any longer. Changes nothing"
                                        + " for a task that has a run already; `rerunTask` is for those.")
                        .category("Tasks")
                        .scopes(toDo("schedule-task"))
                        .supplies("schedulerId", "taskGroupId", "projectId")
                        .output("task-status-response.json")
                        .loading(transitions::load, transitions::schedule),
                ApiMethod.named("rerunTask")
                        .post("/task/<taskId>/rerun")
                        .title("Rerun a Resolved Task")
                        .description(
                                "Gives a resolved task another run and all its retries back, or an unscheduled one its first run,"
                                        + " whatever its dependencies. Changes nothing while it is pending or running. A task has 50"
                                        + " runs at most.")
                        .category("Tasks")
                        .scopes(toDo("rerun-task"))
                        .supplies("schedulerId", "taskGroupId", "projectId")
                        .output("task-status-response.json")
                        .loading(transitions::load, transitions::rerun),
                ApiMethod.named("cancelTask")
                        .post("/task/<taskId>/cancel")
                        .title("Cancel Task")
                        .description(
                                "Resolves a task that is not resolved yet as `exception` with reason `canceled`. If it has no run,"
                                        + " it gets one that records this. Its worker, if any, learns of it with its next reclaim."
                                        + " Changes nothing for a resolved task.")
                        .category("Tasks")
                        .scopes(toDo("cancel-task"))
                        .supplies("schedulerId", "taskGroupId", "projectId")
                        .output("task-status-response.json")
                        .loading(transitions::load, transitions::cancel),
                ApiMethod.named("changeTaskPriority")
                        .post("/task/<taskId>/priority")
                        .title("Change Task Priority")
                        .description(
                                "Gives a task that is not resolved another priority. A run that a worker has already is not affected;"
                                        + " its retry would be.")
                        .category("Tasks")
                        .stability(Stability.EXPERIMENTAL)
                        .scopes(anyOf(
                                scope("queue:change-task-priority:<taskId>"),
                                scope("queue:change-task-priority-in-queue:<taskQueueId>")))
                        .supplies("taskQueueId")
                        .input("change-task-priority-request.json")
                        .output("task-status-response.json")
                        .loading(transitions::loadQueue, transitions::changePriority));
    }

    private static List<ApiMethod> reprioritizing(GroupHandlers groups) {
        return List.of(ApiMethod.named("changeTaskGroupPriority")
                .post("/task-group/<taskGroupId>/priority")
                .title("Change Task Group Priority")
                .description(
                        "Gives every task of a group that is not resolved another priority, as `changeTaskPriority` does, and tells"
                                + " which ones changed. Repeat the call if it failed half-way.")
                .category("Task-Groups")
                .stability(Stability.EXPERIMENTAL)
                .scopes("queue:change-task-group-priority:<schedulerId>/<taskGroupId>")
                .supplies("schedulerId")
                .input("change-task-priority-request.json")
                .output("task-group-priority-change-response.json")
                .loading(groups::load, groups::changePriority));
    }

    private static List<ApiMethod> workers(ClaimHandlers claims, TransitionHandlers transitions) {
        return List.of(
                ApiMethod.named("claimWork")
                        .post("/claim-work/<taskQueueId>")
                        .title("Claim Work")
                        .description(
                                "Gives the worker up to `tasks` pending tasks, the most urgent first, each with credentials to work on it."
                                        + " With nothing pending the list is empty: wait some seconds before the next call. Reclaim each"
                                        + " task before its `takenUntil`, or it is given to another worker.")
                        .category("Worker Interface")
                        .scopes(allOf(
                                scope("queue:claim-work:<taskQueueId>"),
                                scope("queue:worker-id:<workerGroup>/<workerId>")))
                        .supplies("workerGroup", "workerId")
                        .input("claim-work-request.json")
                        .output("claim-work-response.json")
                        .loading(claims::loadWorker, claims::claimWork),
                ApiMethod.named("claimTask")
                        .post("/task/<taskId>/runs/<runId>/claim")
                        .title("Claim Task")
                        .description(
                                "Claims one pending run. The same worker may repeat the call; for another one it is a conflict."
                                        + " Workers use `claimWork` instead.")
                        .category("Worker Interface")
                        .stability(Stability.DEPRECATED)
                        .scopes(allOf(
                                scope("queue:claim-task:<provisionerId>/<workerType>"),
                                scope("queue:worker-id:<workerGroup>/<workerId>")))
                        .supplies("provisionerId", "workerType", "workerGroup", "workerId")
                        .input("task-claim-request.json")
                        .output("task-claim-response.json")
                        .loading(claims::loadTask, claims::claimTask),
                ApiMethod.named("reclaimTask")
                        .post("/task/<taskId>/runs/<runId>/reclaim")
                        .title("Reclaim task")
                        .description(
                                "Prolongs a claim and gives new credentials, which replace the old ones. A conflict once the run is"
                                        + " resolved, by cancellation or deadline for instance: the worker then drops the task, and"
                                        + " needs to report nothing.")
                        .category("Worker Interface")
                        .scopes("queue:reclaim-task:<taskId>/<runId>")
                        .output("task-reclaim-response.json")
                        .handler(claims::reclaimTask),
                ApiMethod.named("reportCompleted")
                        .post("/task/<taskId>/runs/<runId>/completed")
                        .title("Report Run Completed")
                        .description("The worker tells that its run succeeded. It may repeat the call.")
                        .category("Worker Interface")
                        .scopes("queue:resolve-task:<taskId>/<runId>")
                        .output("task-status-response.json")
                        .handler(transitions::reportCompleted),
                ApiMethod.named("reportFailed")
                        .post("/task/<taskId>/runs/<runId>/failed")
                        .title("Report Run Failed")
                        .description(
                                "The worker tells that its run did what it was to do, and failed. It may repeat the call. For"
                                        + " anything that is not the task's own failure there is `reportException`.")
                        .category("Worker Interface")
                        .scopes("queue:resolve-task:<taskId>/<runId>")
                        .output("task-status-response.json")
                        .handler(transitions::reportFailed),
                ApiMethod.named("reportException")
                        .post("/task/<taskId>/runs/<runId>/exception")
                        .title("Report Task Exception")
                        .description(
                                "The worker tells why its run came to no end of its own. After `worker-shutdown` and"
                                        + " `intermittent-task` the task is tried again while it has retries left; the other reasons are"
                                        + " final. It may repeat the call.")
                        .category("Worker Interface")
                        .scopes("queue:resolve-task:<taskId>/<runId>")
                        .input("task-exception-request.json")
                        .output("task-status-response.json")
                        .handler(transitions::reportException));
    }

    private static List<ApiMethod> taskQueues(TaskQueueHandlers taskQueues) {
        return List.of(
                ApiMethod.named("pendingTasks")
                        .get("/pending/<taskQueueId>")
                        .title("Get Number of Pending Tasks")
                        .description("About how many tasks wait in the queue; 10,000 stands for that many or more."
                                + " `taskQueueCounts` tells more.")
                        .category("Worker Metadata")
                        .stability(Stability.DEPRECATED)
                        .scopes("queue:pending-count:<taskQueueId>")
                        .output("pending-tasks-response.json")
                        .handler(taskQueues::pendingCount),
                ApiMethod.named("taskQueueCounts")
                        .get("/task-queues/<taskQueueId>/counts")
                        .title("Get Number of Pending and Claimed Tasks")
                        .description(
                                "About how many tasks of the queue wait, and how many workers have; some seconds old at most."
                                        + " 10,000 stands for that many or more.")
                        .category("Worker Metadata")
                        .scopes(allOf(
                                scope("queue:pending-count:<taskQueueId>"), scope("queue:claimed-count:<taskQueueId>")))
                        .output("task-queue-counts-response.json")
                        .handler(taskQueues::counts),
                ApiMethod.named("listPendingTasks")
                        .get("/task-queues/<taskQueueId>/pending")
                        .title("List Pending Tasks")
                        .description(
                                "The tasks that wait in the queue, in the order in which they are to be claimed, in pages.")
                        .category("Worker Metadata")
                        .stability(Stability.EXPERIMENTAL)
                        .paged()
                        .scopes("queue:pending-list:<taskQueueId>")
                        .output("list-pending-tasks-response.json")
                        .handler(taskQueues::pending),
                ApiMethod.named("listClaimedTasks")
                        .get("/task-queues/<taskQueueId>/claimed")
                        .title("List claimed Tasks")
                        .description("The tasks of the queue that workers have, ordered by worker, in pages.")
                        .category("Worker Metadata")
                        .stability(Stability.EXPERIMENTAL)
                        .paged()
                        .scopes("queue:claimed-list:<taskQueueId>")
                        .output("list-claimed-tasks-response.json")
                        .handler(taskQueues::claimed));
    }

    /** A scope for the task, for its project, or the older pair. */
    private static ScopeExpression toDo(String what) {
        return anyOf(
                scope("queue:" + what + ":<schedulerId>/<taskGroupId>/<taskId>"),
                scope("queue:" + what + "-in-project:<projectId>"),
                allOf(scope("queue:" + what), scope("assume:scheduler-id:<schedulerId>/<taskGroupId>")));
    }
}

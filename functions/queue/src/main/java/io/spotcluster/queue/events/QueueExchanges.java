package io.spotcluster.queue.events;

import static io.spotcluster.api.events.KeyWord.constant;
import static io.spotcluster.api.events.KeyWord.optional;
import static io.spotcluster.api.events.KeyWord.required;

import io.spotcluster.api.events.KeyWord;
import io.spotcluster.api.events.ServiceEvents;
import io.spotcluster.api.events.TopicExchange;
import java.util.List;

/** The queue's exchanges. Names and routing keys are those that Taskcluster's listeners bind to. */
public final class QueueExchanges {
    static final TopicExchange TASK_DEFINED = ofTask(
            "taskDefined",
            "task-defined",
            "Task Defined Messages",
            "A task was created. Its status is told as it was before its first run: a task without open dependencies is"
                    + " pending at once, which a message on `task-pending` says.",
            "task-defined-message.json",
            Known.TASK);

    static final TopicExchange TASK_PENDING = ofTask(
            "taskPending",
            "task-pending",
            "Task Pending Messages",
            "A run began to wait for a worker: the first one, a retry or a rerun. Workers need not listen, `claimWork` is"
                    + " enough.",
            "task-pending-message.json",
            Known.RUN);

    static final TopicExchange TASK_RUNNING = ofTask(
            "taskRunning",
            "task-running",
            "Task Running Messages",
            "A worker claimed a run. Prolonging a claim is not told.",
            "task-running-message.json",
            Known.WORKER);

    static final TopicExchange ARTIFACT_CREATED = ofTask(
            "artifactCreated",
            "artifact-created",
            "Artifact Creation Messages",
            "A run gained an artifact, or one was replaced. Artifacts of the storage type `s3` are not told: when their"
                    + " record is made, their bytes have yet to come.",
            "artifact-created-message.json",
            Known.WORKER);

    static final TopicExchange TASK_COMPLETED = ofTask(
            "taskCompleted",
            "task-completed",
            "Task Completed Messages",
            "A worker reported success.",
            "task-completed-message.json",
            Known.WORKER);

    static final TopicExchange TASK_FAILED = ofTask(
            "taskFailed",
            "task-failed",
            "Task Failed Messages",
            "A worker ran the task to its end and reported failure.",
            "task-failed-message.json",
            Known.TASK);

    static final TopicExchange TASK_EXCEPTION = ofTask(
            "taskException",
            "task-exception",
            "Task Exception Messages",
            "A run was cut short: canceled, past its deadline, lost with its worker, or given up by it. `reasonResolved` of"
                    + " the run tells which. If the task is tried again, the status has the next run already, and a"
                    + " message on `task-pending` follows.",
            "task-exception-message.json",
            Known.TASK);

    static final TopicExchange TASK_GROUP_RESOLVED = ofGroup(
            "taskGroupResolved",
            "task-group-resolved",
            "Task Group Resolved Messages",
            "Every task of the group has been resolved, in whatever way. Tasks that join later make that come true once"
                    + " more; a rerun does not.",
            "task-group-changed-message.json");

    static final TopicExchange TASK_GROUP_SEALED = ofGroup(
            "taskGroupSealed",
            "task-group-sealed",
            "Task Group Sealed Messages",
            "The group takes no more tasks.",
            "task-group-changed-message.json");

    static final TopicExchange TASK_PRIORITY_CHANGED = ofTask(
            "taskPriorityChanged",
            "task-priority-changed",
            "Task Priority Changed Messages",
            "An unresolved task got another priority.",
            "task-priority-changed-message.json",
            Known.TASK);

    static final TopicExchange TASK_GROUP_PRIORITY_CHANGED = ofGroup(
            "taskGroupPriorityChanged",
            "task-group-priority-changed",
            "Task Group Priority Changed Messages",
            "A call that changes the priority of a whole group is done. Each task that it changed has its own message, too.",
            "task-group-priority-changed-message.json");

    /** All of them, for the reference. */
    public static final ServiceEvents EVENTS = new ServiceEvents(
            "Queue AMQP Exchanges",
            """
            What happens to tasks, for schedulers, dashboards and whoever else wants to know without asking.

            **Routing keys.** All messages about tasks have the same key, so that one binding pattern serves for every \
            exchange. It begins with `primary`; the words after it name the task, the run, the worker and where the task \
            belongs, and `_` stands for what there is none of.

            **Routes of a task.** For each entry of `task.routes` the messages about the task have one more key, `route.` and \
            the entry, under which a listener finds them without knowing the task.

            **Delivery.** Messages follow from what was stored, so none is lost. One may come more than once, and those of \
            different tasks in any order.""",
            List.of(
                    TASK_DEFINED,
                    TASK_PENDING,
                    TASK_RUNNING,
                    ARTIFACT_CREATED,
                    TASK_COMPLETED,
                    TASK_FAILED,
                    TASK_EXCEPTION,
                    TASK_GROUP_RESOLVED,
                    TASK_GROUP_SEALED,
                    TASK_PRIORITY_CHANGED,
                    TASK_GROUP_PRIORITY_CHANGED));

    private static final String SERVICE = "queue";

    private QueueExchanges() {}

    /** What a message about a task always tells. */
    private enum Known {
        TASK,
        RUN,
        WORKER
    }

    private static TopicExchange ofTask(
            String name, String exchange, String title, String description, String schema, Known known) {
        boolean run = known != Known.TASK;
        boolean worker = known == Known.WORKER;
        List<KeyWord> routingKey = List.of(
                kind(),
                required("taskId", "The task."),
                word("runId", "The run that the message is about; `_` if it is about none.", run),
                word("workerGroup", "Group of the worker that has or had the run; `_` if none had it.", worker),
                word("workerId", "The worker that has or had the run; `_` if none had it.", worker),
                required("provisionerId", "First half of the task's `taskQueueId`."),
                required("workerType", "Second half of the task's `taskQueueId`."),
                required("schedulerId", "The task's `schedulerId`."),
                required("taskGroupId", "The group that the task is in."),
                reserved());
        return new TopicExchange(SERVICE, name, exchange, title, description, routingKey, schema);
    }

    private static TopicExchange ofGroup(
            String name, String exchange, String title, String description, String schema) {
        List<KeyWord> routingKey = List.of(
                kind(),
                required("taskGroupId", "The group."),
                required("schedulerId", "The `schedulerId` of the group's tasks."),
                reserved());
        return new TopicExchange(SERVICE, name, exchange, title, description, routingKey, schema);
    }

    private static KeyWord kind() {
        return constant(
                "routingKeyKind", "primary", "Always `primary`; the keys of a task's routes begin with `route`.");
    }

    private static KeyWord word(String name, String summary, boolean known) {
        return known ? required(name, summary) : optional(name, summary);
    }

    private static KeyWord reserved() {
        return KeyWord.reserved("Room for words to come: bind to it with `#`.");
    }
}

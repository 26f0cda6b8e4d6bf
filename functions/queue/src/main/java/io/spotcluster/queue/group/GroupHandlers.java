package io.spotcluster.queue.group;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Paging;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.reading.TaskPages;
import io.spotcluster.queue.reading.TaskPages.Entry;
import io.spotcluster.queue.reading.TaskPages.WholeTask;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.TaskGroupId;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.TaskTruth;
import io.spotcluster.queue.truth.TaskTruth.Outcome;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** listTaskGroup, getTaskGroup, sealTaskGroup, cancelTaskGroup, changeTaskGroupPriority. */
public final class GroupHandlers {
    private static final int PAGE = 100;

    private final GroupStore groups;
    private final TaskTruth truth;
    private final TaskPages pages;
    private final Clock clock;

    public GroupHandlers(GroupStore groups, TaskTruth truth, TaskPages pages, Clock clock) {
        this.groups = groups;
        this.truth = truth;
        this.pages = pages;
        this.clock = clock;
    }

    private TaskGroup existing(Request request) {
        TaskGroupId taskGroupId = new TaskGroupId(request.parameter("taskGroupId"));
        return groups.read(taskGroupId)
                .orElseThrow(() -> Rejection.notFound("Task group `%s` does not exist.".formatted(taskGroupId))
                        .asException());
    }

    /** For scopes that name the group's scheduler. */
    public Loaded<TaskGroup> load(Request request) {
        TaskGroup group = existing(request);
        return new Loaded<>(group, Parameters.NONE.with("schedulerId", group.schedulerId()));
    }

    public Reply get(Authorized authority, Request request) {
        return Reply.of(document(existing(request)));
    }

    public Reply list(Authorized authority, Request request) {
        TaskGroup group = existing(request);
        Paging paging = Paging.of(request);
        List<Entry> members = members(group.taskGroupId(), paging.cursor(), paging.limit() + 1);
        ObjectNode reply = document(group);
        pages.fill(
                reply,
                "tasks",
                members,
                paging,
                (_, whole) -> Optional.of(whole)
                        .filter(task -> isMember(task.status(), group))
                        .map(WholeTask::document));
        return Reply.of(reply);
    }

    public Reply seal(Authorized authority, Request request, TaskGroup group) {
        return Reply.of(document(groups.seal(authority, group, clock.instant())));
    }

    public Reply cancel(Authorized authority, Request request, TaskGroup group) {
        if (group.sealed().isEmpty()) {
            throw Rejection.conflict(
                            "Task group `%s` is not sealed; seal it first, so that no tasks join while it is canceled."
                                    .formatted(group.taskGroupId()))
                    .asException();
        }
        Commanded commanded = command(authority, group, new Command.Cancel(), task -> !task.isResolved());
        ObjectNode reply = Json.MAPPER.createObjectNode();
        reply.put("taskGroupId", group.taskGroupId().text());
        reply.put("taskGroupSize", commanded.size());
        reply.put("cancelledCount", commanded.changed().size());
        commanded.changed().forEach(reply.putArray("taskIds")::add);
        return Reply.of(reply);
    }

    public Reply changePriority(Authorized authority, Request request, TaskGroup group) {
        Priority priority = Priority.of(request.body().path("newPriority").asString());
        Commanded commanded =
                command(authority, group, new Command.ChangePriority(priority), task -> !task.isResolved());
        groups.reprioritized(
                authority,
                group,
                new TaskGroup.Reprioritization(
                        clock.instant(), priority, commanded.changed().size()));
        ObjectNode reply = Json.MAPPER.createObjectNode();
        reply.put("taskGroupId", group.taskGroupId().text());
        reply.put("schedulerId", group.schedulerId());
        reply.put("newPriority", priority.text());
        reply.put("tasksAffected", commanded.changed().size());
        commanded.changed().forEach(reply.putArray("taskIds")::add);
        return Reply.of(reply);
    }

    private record Commanded(int size, List<String> changed) {}

    /** Gives a command to every member that it may concern. Members it cannot be given to are passed over. */
    private Commanded command(Authorized authority, TaskGroup group, Command command, Predicate<TaskStatus> concerned) {
        List<String> changed = new ArrayList<>();
        int size = 0;
        Optional<String> start = Optional.empty();
        do {
            List<Entry> some = members(group.taskGroupId(), start, PAGE + 1);
            start = some.size() > PAGE ? Optional.of(some.get(PAGE).cursor()) : Optional.empty();
            List<TaskId> taskIds = some.stream().limit(PAGE).map(Entry::taskId).toList();
            List<TaskStatus> tasks = truth.readAll(taskIds).values().stream()
                    .filter(task -> isMember(task, group))
                    .toList();
            size += tasks.size();
            for (TaskStatus task : tasks) {
                if (concerned.test(task) && truth.change(authority, task, command) instanceof Outcome.Changed) {
                    changed.add(task.taskId().text());
                }
            }
        } while (start.isPresent());
        return new Commanded(size, changed);
    }

    /** An entry is put before its task comes into being, which may then have become another one's, of another group. */
    private static boolean isMember(TaskStatus task, TaskGroup group) {
        return task.taskGroupId().equals(group.taskGroupId());
    }

    private List<Entry> members(TaskGroupId taskGroupId, Optional<String> start, int count) {
        return pages.read(QueueTables.GROUPS, taskGroupId.text(), QueueTables.MEMBER, start, count).stream()
                .map(item -> item.key().sort().substring(QueueTables.MEMBER.length()))
                .map(text -> new Entry(new TaskId(text), text))
                .toList();
    }

    /** {@code task-group-response.json}. */
    private static ObjectNode document(TaskGroup group) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("taskGroupId", group.taskGroupId().text());
        document.put("schedulerId", group.schedulerId());
        document.put("expires", Timestamp.format(group.expires()));
        group.sealed().ifPresent(time -> document.put("sealed", Timestamp.format(time)));
        return document;
    }
}

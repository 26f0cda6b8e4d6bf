package io.spotcluster.queue.reading;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Paging;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Slug;
import io.spotcluster.queue.reading.TaskPages.Entry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Definitions;
import io.spotcluster.queue.task.StatusDocument;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.DefinitionStore;
import io.spotcluster.queue.truth.Replies;
import io.spotcluster.queue.truth.TaskTruth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** task, tasks, status, statuses, listDependentTasks. */
public final class TaskHandlers {
    private static final Pattern POSITION = Pattern.compile("[0-9]{1,9}");

    /** For how long a caller without credentials need not ask again for the definition of a resolved task. */
    private static final Duration RESOLVED_FRESH = Duration.ofMinutes(5);

    private final TaskTruth truth;
    private final DefinitionStore definitions;
    private final TaskPages pages;

    public TaskHandlers(TaskTruth truth, DefinitionStore definitions, TaskPages pages) {
        this.truth = truth;
        this.definitions = definitions;
        this.pages = pages;
    }

    public Reply task(Authorized authority, Request request) {
        TaskStatus task = existing(request);
        String tag = "%s.%s.%d"
                .formatted(
                        task.definition(),
                        task.priority().text(),
                        task.expires().toEpochMilli());
        // Until it is resolved, its priority may change.
        Duration fresh = task.isResolved() ? RESOLVED_FRESH : Duration.ZERO;
        return Reply.tagged(
                tag,
                fresh,
                () -> definitions
                        .of(task)
                        .map(definition -> Definitions.shown(definition, task))
                        .orElseThrow(() -> Replies.notFound(task.taskId())));
    }

    /** A resolved task may be rerun at any time, so it is never taken for fresh. */
    public Reply status(Authorized authority, Request request) {
        TaskStatus task = existing(request);
        // Versions begin anew for another task of the same id.
        String tag = "%d.%d".formatted(task.born().toEpochMilli(), task.version());
        return Replies.superseded(task, Reply.tagged(tag, () -> Replies.statusDocument(task)));
    }

    private TaskStatus existing(Request request) {
        TaskId taskId = new TaskId(request.parameter("taskId"));
        return truth.read(taskId).orElseThrow(() -> Replies.notFound(taskId));
    }

    /** The ids that the body names. */
    public Loaded<List<String>> loadIds(Request request) {
        List<String> taskIds = request.body().path("taskIds").values().stream()
                .map(JsonNode::asString)
                .toList();
        return new Loaded<>(taskIds, Parameters.NONE.with("taskIds", taskIds));
    }

    /** Those that exist; what does not, or cannot, is left out. */
    public Reply tasks(Authorized authority, Request request, List<String> texts) {
        Paging paging = Paging.of(request);
        List<TaskId> taskIds = taskIds(texts);
        List<Entry> entries = IntStream.range(0, taskIds.size())
                .skip(position(paging))
                .limit(paging.limit() + 1L)
                .mapToObj(place -> new Entry(taskIds.get(place), Integer.toString(place)))
                .toList();
        ObjectNode reply = Json.MAPPER.createObjectNode();
        pages.fill(reply, "tasks", entries, paging, (entry, whole) -> {
            ObjectNode document = Json.MAPPER.createObjectNode();
            document.put("taskId", entry.taskId().text());
            document.set("task", whole.shown());
            return Optional.of(document);
        });
        return Reply.of(reply);
    }

    public Reply statuses(Authorized authority, Request request, List<String> texts) {
        Paging paging = Paging.of(request);
        List<TaskId> taskIds = taskIds(texts);
        int start = Math.min(position(paging), taskIds.size());
        int end = Math.min(taskIds.size(), start + paging.limit());
        Map<TaskId, TaskStatus> found = truth.readAll(taskIds.subList(start, end));
        ObjectNode reply = Json.MAPPER.createObjectNode();
        ArrayNode statuses = reply.putArray("statuses");
        for (TaskId taskId : taskIds.subList(start, end)) {
            Optional.ofNullable(found.get(taskId))
                    .ifPresent(status ->
                            statuses.addObject().put("taskId", taskId.text()).set("status", StatusDocument.of(status)));
        }
        if (end < taskIds.size()) {
            reply.put("continuationToken", paging.token(Integer.toString(end)));
        }
        return Reply.of(reply);
    }

    /** Each once, and without what is no taskId; their places are what continuations count. */
    private static List<TaskId> taskIds(List<String> texts) {
        return texts.stream().filter(Slug::isSlug).map(TaskId::new).distinct().toList();
    }

    private static int position(Paging paging) {
        String cursor = paging.cursor().orElse("0");
        if (!POSITION.matcher(cursor).matches()) {
            throw Rejection.input("`continuationToken` is none that an earlier page has given")
                    .asException();
        }
        return Integer.parseInt(cursor);
    }

    public Reply dependents(Authorized authority, Request request) {
        TaskStatus task = existing(request);
        Paging paging = Paging.of(request);
        List<Entry> entries =
                pages.read(QueueTables.EDGES, task.taskId().text(), "", paging.cursor(), paging.limit() + 1).stream()
                        .map(item -> new Entry(
                                new TaskId(item.key().sort()), item.key().sort()))
                        .toList();
        ObjectNode reply = Json.MAPPER.createObjectNode();
        reply.put("taskId", task.taskId().text());
        pages.fill(reply, "tasks", entries, paging, (_, whole) -> Optional.of(whole.document()));
        return Reply.of(reply);
    }
}

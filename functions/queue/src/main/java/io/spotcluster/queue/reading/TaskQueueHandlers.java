package io.spotcluster.queue.reading;

import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Paging;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Timestamp;
import io.spotcluster.ports.table.Item;
import io.spotcluster.queue.reading.TaskPages.Entry;
import io.spotcluster.queue.tables.PendingEntry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Claim;
import io.spotcluster.queue.task.Run;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.TaskStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** pendingTasks, taskQueueCounts, listPendingTasks, listClaimedTasks. */
public final class TaskQueueHandlers {
    private final TaskPages pages;
    private final QueueCounts counts;
    private final PendingEntry.Shards shards;

    public TaskQueueHandlers(TaskPages pages, QueueCounts counts, PendingEntry.Shards shards) {
        this.pages = pages;
        this.counts = counts;
        this.shards = shards;
    }

    public Reply pendingCount(Authorized authority, Request request) {
        TaskQueueId taskQueueId = taskQueueId(request);
        return Reply.of(
                names(taskQueueId).put("pendingTasks", counts.of(taskQueueId).pending()));
    }

    public Reply counts(Authorized authority, Request request) {
        TaskQueueId taskQueueId = taskQueueId(request);
        QueueCounts.Counts counted = counts.of(taskQueueId);
        return Reply.of(
                names(taskQueueId).put("pendingTasks", counted.pending()).put("claimedTasks", counted.claimed()));
    }

    public Reply pending(Authorized authority, Request request) {
        TaskQueueId taskQueueId = taskQueueId(request);
        Paging paging = Paging.of(request);
        List<Item> items = new ArrayList<>();
        for (int shard = 0; shard < shards.read(); shard++) {
            items.addAll(pages.read(
                    QueueTables.PENDING,
                    PendingEntry.partition(taskQueueId, shard),
                    "",
                    paging.cursor(),
                    paging.limit() + 1));
        }
        List<Entry> entries = items.stream()
                .map(item -> item.key().sort())
                .sorted(Comparator.naturalOrder())
                .limit(paging.limit() + 1L)
                .map(sort -> new Entry(PendingEntry.read(taskQueueId, sort).taskId(), sort))
                .toList();
        ObjectNode reply = Json.MAPPER.createObjectNode();
        pages.fill(reply, "tasks", entries, paging, (entry, whole) -> {
            PendingEntry pending = PendingEntry.read(taskQueueId, entry.cursor());
            TaskStatus status = whole.status();
            boolean stillPending = status.lastRunId() == pending.runId()
                    && status.lastRun().orElseThrow() instanceof Run.Pending
                    && status.priority().rank() == pending.rank();
            if (!stillPending) {
                return Optional.empty();
            }
            ObjectNode document = Json.MAPPER.createObjectNode();
            document.put("taskId", status.taskId().text());
            document.put("runId", pending.runId());
            document.set("task", whole.shown());
            document.put("inserted", Timestamp.format(pending.inserted()));
            return Optional.of(document);
        });
        return Reply.of(reply);
    }

    public Reply claimed(Authorized authority, Request request) {
        TaskQueueId taskQueueId = taskQueueId(request);
        Paging paging = Paging.of(request);
        List<Entry> entries =
                pages.read(QueueTables.CLAIMED, taskQueueId.text(), "", paging.cursor(), paging.limit() + 1).stream()
                        .map(item -> item.key().sort())
                        .map(sort -> new Entry(new TaskId(sort.split("#", -1)[2]), sort))
                        .toList();
        ObjectNode reply = Json.MAPPER.createObjectNode();
        pages.fill(reply, "tasks", entries, paging, (entry, whole) -> {
            TaskStatus status = whole.status();
            if (!(status.lastRun().orElse(null) instanceof Run.Running running)) {
                return Optional.empty();
            }
            Claim claim = running.held();
            boolean sameClaim = QueueTables.claimed(taskQueueId, claim.worker(), status.taskId(), status.lastRunId())
                    .sort()
                    .equals(entry.cursor());
            if (!sameClaim) {
                return Optional.empty();
            }
            ObjectNode document = Json.MAPPER.createObjectNode();
            document.put("taskId", status.taskId().text());
            document.put("runId", status.lastRunId());
            document.put("workerGroup", claim.worker().group());
            document.put("workerId", claim.worker().id());
            document.put("claimed", Timestamp.format(claim.started()));
            document.set("task", whole.shown());
            return Optional.of(document);
        });
        return Reply.of(reply);
    }

    private static TaskQueueId taskQueueId(Request request) {
        return new TaskQueueId(request.parameter("taskQueueId"));
    }

    private static ObjectNode names(TaskQueueId taskQueueId) {
        return Json.MAPPER
                .createObjectNode()
                .put("provisionerId", taskQueueId.provisionerId())
                .put("workerType", taskQueueId.workerType())
                .put("taskQueueId", taskQueueId.text());
    }
}

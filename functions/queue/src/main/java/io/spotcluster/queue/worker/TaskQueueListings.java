package io.spotcluster.queue.worker;

import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Paging;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.task.TaskQueueId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** listTaskQueues, getTaskQueue, and the same under older names: listWorkerTypes, getWorkerType, listProvisioners, getProvisioner. */
public final class TaskQueueListings {
    private final WorkerStore store;

    public TaskQueueListings(WorkerStore store) {
        this.store = store;
    }

    Reply taskQueues(Authorized authority, Request request) {
        return page(request, "", "taskQueues", TaskQueueListings::taskQueue);
    }

    Reply workerTypes(Authorized authority, Request request) {
        return page(request, request.parameter("provisionerId") + "/", "workerTypes", TaskQueueListings::workerType);
    }

    private Reply page(Request request, String prefix, String name, Function<KnownTaskQueue, ObjectNode> document) {
        Paging paging = Paging.of(request);
        WorkerStore.Listing<KnownTaskQueue> page = store.taskQueues(prefix, paging.limit(), paging.cursor());
        ObjectNode reply = Json.MAPPER.createObjectNode();
        ArrayNode list = reply.putArray(name);
        page.found().forEach(known -> list.add(document.apply(known)));
        page.cursor().ifPresent(cursor -> reply.put("continuationToken", paging.token(cursor)));
        return Reply.of(reply);
    }

    Reply getTaskQueue(Authorized authority, Request request) {
        return Reply.of(taskQueue(known(new TaskQueueId(request.parameter("taskQueueId")))));
    }

    Reply getWorkerType(Authorized authority, Request request) {
        return Reply.of(workerType(
                known(new TaskQueueId(request.parameter("provisionerId") + "/" + request.parameter("workerType")))));
    }

    private KnownTaskQueue known(TaskQueueId taskQueueId) {
        return store.read(taskQueueId)
                .orElseThrow(() -> Rejection.notFound(
                                "Task queue `%s` is not known: no worker has asked it for tasks lately."
                                        .formatted(taskQueueId))
                        .asException());
    }

    /** What the task queues of one provisioner have in common. */
    private record Provisioner(Instant lastDateActive, Instant expires) {
        static Provisioner of(KnownTaskQueue known) {
            return new Provisioner(known.lastDateActive(), known.expires());
        }

        Provisioner and(Provisioner other) {
            return new Provisioner(
                    KnownTaskQueue.later(lastDateActive, other.lastDateActive),
                    KnownTaskQueue.later(expires, other.expires));
        }

        ObjectNode document(String provisionerId) {
            ObjectNode document = Json.MAPPER.createObjectNode().put("provisionerId", provisionerId);
            return described(document, lastDateActive, expires);
        }
    }

    /** Provisioners have no records; they are gathered from their task queues, which stand together. */
    Reply provisioners(Authorized authority, Request request) {
        Paging paging = Paging.of(request);
        Map<String, Provisioner> found = gather(paging.cursor().orElse("!"), paging.limit() + 1);
        ObjectNode reply = Json.MAPPER.createObjectNode();
        ArrayNode list = reply.putArray("provisioners");
        found.forEach((provisionerId, provisioner) -> {
            if (list.size() < paging.limit()) {
                list.add(provisioner.document(provisionerId));
            } else if (!reply.has("continuationToken")) {
                reply.put("continuationToken", paging.token(provisionerId + "/"));
            }
        });
        return Reply.of(reply);
    }

    /** At least the first {@code count} provisioners, from a key on; the last of them may not be complete. */
    private Map<String, Provisioner> gather(String start, int count) {
        Map<String, Provisioner> found = new LinkedHashMap<>();
        Optional<String> cursor = Optional.empty();
        do {
            WorkerStore.Listing<KnownTaskQueue> page = store.taskQueuesFrom(start, cursor);
            page.found()
                    .forEach(known ->
                            found.merge(known.taskQueueId().provisionerId(), Provisioner.of(known), Provisioner::and));
            cursor = page.cursor();
        } while (cursor.isPresent() && found.size() < count);
        return found;
    }

    Reply getProvisioner(Authorized authority, Request request) {
        String provisionerId = request.parameter("provisionerId");
        Optional<Provisioner> found = Optional.empty();
        Optional<String> cursor = Optional.empty();
        do {
            WorkerStore.Listing<KnownTaskQueue> page = store.taskQueues(provisionerId + "/", 1000, cursor);
            for (KnownTaskQueue known : page.found()) {
                Provisioner one = Provisioner.of(known);
                found = Optional.of(found.map(one::and).orElse(one));
            }
            cursor = page.cursor();
        } while (cursor.isPresent());
        return Reply.of(found.orElseThrow(() -> Rejection.notFound(
                                "Provisioner `%s` is not known: no worker has asked for its tasks lately."
                                        .formatted(provisionerId))
                        .asException())
                .document(provisionerId));
    }

    private static ObjectNode taskQueue(KnownTaskQueue known) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("taskQueueId", known.taskQueueId().text());
        return described(document, known.lastDateActive(), known.expires());
    }

    private static ObjectNode workerType(KnownTaskQueue known) {
        return taskQueue(known)
                .put("provisionerId", known.taskQueueId().provisionerId())
                .put("workerType", known.taskQueueId().workerType());
    }

    /** Nothing describes queues; both fields are there for clients that expect them. */
    private static ObjectNode described(ObjectNode document, Instant lastDateActive, Instant expires) {
        return document.put("description", "")
                .put("stability", "experimental")
                .put("lastDateActive", Timestamp.format(lastDateActive))
                .put("expires", Timestamp.format(expires));
    }
}

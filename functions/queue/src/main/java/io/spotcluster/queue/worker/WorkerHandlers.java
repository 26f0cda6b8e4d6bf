package io.spotcluster.queue.worker;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Paging;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.Worker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** listWorkers, getWorker, quarantineWorker, declareWorker. */
public final class WorkerHandlers {
    /** How many lost races a record is changed anew after; more means that something else is wrong. */
    private static final int RACES = 100;
    /** Clients read the time of every worker; of one that was never under quarantine it has long passed. */
    private static final Duration NEVER = Duration.ofDays(3650);

    private static final String NO_REASON = "[unspecified]";

    private final WorkerStore store;
    private final Sightings sightings;
    private final Clock clock;

    public WorkerHandlers(WorkerStore store, Sightings sightings, Clock clock) {
        this.store = store;
        this.sightings = sightings;
        this.clock = clock;
    }

    /** A page may be shorter than its limit: workers are left out after they were read. */
    Reply list(Authorized authority, Request request) {
        Paging paging = Paging.of(request);
        Optional<Boolean> quarantined = request.option("quarantined").map(Boolean::valueOf);
        Instant now = clock.instant();
        WorkerStore.Listing<KnownWorker> page = store.workers(taskQueueId(request), paging.limit(), paging.cursor());
        ObjectNode reply = Json.MAPPER.createObjectNode();
        ArrayNode workers = reply.putArray("workers");
        page.found().stream()
                .filter(known -> quarantined.isEmpty() || quarantined.get() == known.isQuarantined(now))
                .forEach(known -> workers.add(listed(known, now)));
        page.cursor().ifPresent(cursor -> reply.put("continuationToken", paging.token(cursor)));
        return Reply.of(reply);
    }

    private static ObjectNode listed(KnownWorker known, Instant now) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("workerGroup", known.worker().group());
        document.put("workerId", known.worker().id());
        document.put("firstClaim", Timestamp.format(known.firstClaim()));
        document.put("lastDateActive", Timestamp.format(known.lastDateActive()));
        if (!known.recentTasks().isEmpty()) {
            document.set("latestTask", document(known.recentTasks().getLast()));
        }
        known.quarantine()
                .filter(now::isBefore)
                .ifPresent(until -> document.put("quarantineUntil", Timestamp.format(until)));
        return document;
    }

    Reply get(Authorized authority, Request request) {
        return whole(store.read(taskQueueId(request), worker(request)).orElseThrow(() -> notFound(request)));
    }

    Reply quarantine(Authorized authority, Request request) {
        Instant until = time(request, "quarantineUntil");
        String info = request.body().path("quarantineInfo").asString("");
        Quarantine change = new Quarantine(
                authority.caller().clientId(), clock.instant(), until, info.isEmpty() ? NO_REASON : info);
        for (int race = 0; race < RACES; race++) {
            KnownWorker known =
                    store.read(taskQueueId(request), worker(request)).orElseThrow(() -> notFound(request));
            if (isRepetition(known, change)) {
                return whole(known);
            }
            KnownWorker next = known.quarantined(change.updatedAt(), until);
            if (store.write(authority, next, change)) {
                return whole(next);
            }
        }
        throw outrun(request);
    }

    /** The same call again: it need not stand in the history twice. */
    private boolean isRepetition(KnownWorker known, Quarantine change) {
        if (!known.quarantine().equals(Optional.of(change.until()))) {
            return false;
        }
        List<Quarantine> history = store.quarantines(known.taskQueueId(), known.worker());
        return !history.isEmpty() && history.getLast().repeats(change);
    }

    /** What the declaration is about is what the scopes ask for. */
    Loaded<List<String>> loadProperties(Request request) {
        List<String> properties = List.copyOf(request.body().propertyNames());
        return new Loaded<>(properties, Parameters.NONE.with("properties", properties));
    }

    Reply declare(Authorized authority, Request request, List<String> properties) {
        TaskQueueId taskQueueId = taskQueueId(request);
        Worker worker = worker(request);
        Instant now = clock.instant();
        Instant expires = time(request, "expires");
        declareQueue(authority, taskQueueId, now, expires);
        for (int race = 0; race < RACES; race++) {
            KnownWorker next = store.read(taskQueueId, worker)
                    .orElseGet(() -> KnownWorker.first(taskQueueId, worker, now))
                    .declared(now, expires);
            if (!next.kept().isAfter(now)) {
                throw Rejection.input(
                                "`expires` is %s, which is in the past (now: %s), and there is no such worker yet."
                                        .formatted(Timestamp.format(expires), Timestamp.format(now)))
                        .asException();
            }
            if (store.write(authority, next)) {
                return whole(next);
            }
        }
        throw outrun(request);
    }

    private void declareQueue(Authorized authority, TaskQueueId taskQueueId, Instant now, Instant expires) {
        for (int race = 0; race < RACES; race++) {
            KnownTaskQueue next = store.read(taskQueueId)
                    .orElseGet(() -> KnownTaskQueue.first(taskQueueId, now))
                    .seen(now, expires);
            if (!next.expires().isAfter(now) || store.write(authority, next)) {
                return;
            }
        }
        throw new IllegalStateException("task queue %s: lost %d races in a row".formatted(taskQueueId, RACES));
    }

    /** {@code worker-response.json}. */
    private Reply whole(KnownWorker known) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("taskQueueId", known.taskQueueId().text());
        document.put("provisionerId", known.taskQueueId().provisionerId());
        document.put("workerType", known.taskQueueId().workerType());
        document.put("workerGroup", known.worker().group());
        document.put("workerId", known.worker().id());
        document.put("expires", Timestamp.format(known.expires()));
        document.put("firstClaim", Timestamp.format(known.firstClaim()));
        document.put("lastDateActive", Timestamp.format(known.lastDateActive()));
        document.put(
                "quarantineUntil",
                Timestamp.format(known.quarantine().orElse(known.firstClaim().minus(NEVER))));
        ArrayNode history = document.putArray("quarantineDetails");
        store.quarantines(known.taskQueueId(), known.worker()).forEach(change -> history.add(document(change)));
        ArrayNode runs = document.putArray("recentTasks");
        KnownWorker.latest(known.recentTasks(), sightings.unrecorded(known.taskQueueId(), known.worker()))
                .forEach(run -> runs.add(document(run)));
        return Reply.of(document);
    }

    private static ObjectNode document(Quarantine change) {
        return Json.MAPPER
                .createObjectNode()
                .put("clientId", change.clientId())
                .put("updatedAt", Timestamp.format(change.updatedAt()))
                .put("quarantineUntil", Timestamp.format(change.until()))
                .put("quarantineInfo", change.info());
    }

    private static ObjectNode document(TakenRun run) {
        return Json.MAPPER.createObjectNode().put("taskId", run.taskId().text()).put("runId", run.runId());
    }

    private static TaskQueueId taskQueueId(Request request) {
        return new TaskQueueId(request.parameter("provisionerId") + "/" + request.parameter("workerType"));
    }

    private static Worker worker(Request request) {
        return new Worker(request.parameter("workerGroup"), request.parameter("workerId"));
    }

    private static Instant time(Request request, String field) {
        return Timestamp.parse(field, request.body().path(field).asString(""));
    }

    private static RuntimeException notFound(Request request) {
        return Rejection.notFound("Worker `%s` of task queue `%s` is not known, or was not seen for long."
                        .formatted(worker(request), taskQueueId(request)))
                .asException();
    }

    private static RuntimeException outrun(Request request) {
        return new IllegalStateException("worker %s: lost %d races in a row".formatted(worker(request), RACES));
    }
}

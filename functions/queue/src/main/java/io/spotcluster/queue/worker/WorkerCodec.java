package io.spotcluster.queue.worker;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Item;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.Worker;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Workers and task queues as their items hold them: JSON with short names, and times in milliseconds. */
final class WorkerCodec {
    private WorkerCodec() {}

    static Item encode(KnownWorker known) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("first", known.firstClaim().toEpochMilli());
        body.put("active", known.lastDateActive().toEpochMilli());
        body.put("expires", known.expires().toEpochMilli());
        known.quarantine().ifPresent(until -> body.put("quarantine", until.toEpochMilli()));
        ArrayNode runs = body.putArray("runs");
        known.recentTasks().forEach(run -> runs.add(run.taskId() + "/" + run.runId()));
        body.put("recorded", known.recorded().toEpochMilli());
        return new Item(
                QueueTables.worker(known.taskQueueId(), known.worker()),
                known.version(),
                "",
                Optional.of(known.kept()),
                bytes(body));
    }

    static KnownWorker worker(Item item) {
        JsonNode body = body(item);
        String[] words = item.key().sort().split("#", 2);
        List<TakenRun> runs = body.path("runs").values().stream()
                .map(run -> run.asString().split("/", 2))
                .map(halves -> new TakenRun(new TaskId(halves[0]), Integer.parseInt(halves[1])))
                .toList();
        return new KnownWorker(
                new TaskQueueId(item.key().partition()),
                new Worker(words[0], words[1]),
                item.version(),
                time(body, "first"),
                time(body, "active"),
                time(body, "expires"),
                body.has("quarantine") ? Optional.of(time(body, "quarantine")) : Optional.empty(),
                runs,
                time(body, "recorded"));
    }

    static Item encode(KnownTaskQueue known) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("active", known.lastDateActive().toEpochMilli());
        body.put("expires", known.expires().toEpochMilli());
        return new Item(
                QueueTables.taskQueue(known.taskQueueId()),
                known.version(),
                "",
                Optional.of(known.expires()),
                bytes(body));
    }

    static KnownTaskQueue taskQueue(Item item) {
        JsonNode body = body(item);
        return new KnownTaskQueue(
                new TaskQueueId(item.key().sort()), item.version(), time(body, "active"), time(body, "expires"));
    }

    /** @param known with the quarantine in force */
    static Item encode(KnownWorker known, Quarantine quarantine, Instant expires) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("client", quarantine.clientId());
        body.put("at", quarantine.updatedAt().toEpochMilli());
        body.put("until", quarantine.until().toEpochMilli());
        body.put("info", quarantine.info());
        return Item.hint(
                QueueTables.quarantine(known.taskQueueId(), known.worker(), quarantine.updatedAt(), known.version()),
                known.version(),
                Optional.of(expires),
                bytes(body));
    }

    static Quarantine quarantine(Item item) {
        JsonNode body = body(item);
        return new Quarantine(
                body.path("client").asString(),
                time(body, "at"),
                time(body, "until"),
                body.path("info").asString());
    }

    private static Bytes bytes(ObjectNode body) {
        return Bytes.wrap(Json.MAPPER.writeValueAsBytes(body));
    }

    private static JsonNode body(Item item) {
        return Json.parse(item.body().asUtf8());
    }

    private static Instant time(JsonNode body, String field) {
        return Instant.ofEpochMilli(body.path(field).asLong());
    }
}

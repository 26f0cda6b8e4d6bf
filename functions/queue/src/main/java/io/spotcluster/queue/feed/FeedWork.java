package io.spotcluster.queue.feed;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the feed and the sweeper leave to a queue, where it is tried again by itself and in the end becomes a dead letter. */
public sealed interface FeedWork {
    QueueDefinition QUEUE = new QueueDefinition("queue-feed-work", Duration.ofMinutes(2), 10);

    /** The edges of a resolved task, from a cursor on. */
    record Edges(TaskId taskId, TaskState resolved, String cursor) implements FeedWork {}

    /** A record of the feed that kept failing. */
    record Parked(Change change) implements FeedWork {}

    /** A timer that could not be acted on. */
    record Timer(Key key) implements FeedWork {}

    default String toJson() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        switch (this) {
            case Edges(TaskId taskId, TaskState resolved, String cursor) ->
                json.put("kind", "edges")
                        .put("taskId", taskId.text())
                        .put("resolved", resolved.text())
                        .put("cursor", cursor);
            case Parked(Change change) -> {
                json.put("kind", "change").put("sequence", change.sequence()).put("table", change.table());
                json.set("key", write(change.key()));
                change.before().ifPresent(item -> json.set("before", write(item)));
                change.after().ifPresent(item -> json.set("after", write(item)));
            }
            case Timer(Key key) -> {
                json.put("kind", "timer");
                json.set("key", write(key));
            }
        }
        return Json.write(json);
    }

    static FeedWork read(String text) {
        JsonNode json = Json.parse(text);
        String kind = json.path("kind").asString("");
        return switch (kind) {
            case "edges" ->
                new Edges(
                        new TaskId(json.path("taskId").asString()),
                        TaskState.valueOf(json.path("resolved").asString().toUpperCase(Locale.ROOT)),
                        json.path("cursor").asString());
            case "change" -> {
                Key key = readKey(json.path("key"));
                yield new Parked(new Change(
                        json.path("sequence").asString(),
                        json.path("table").asString(),
                        key,
                        readItem(key, json.path("before")),
                        readItem(key, json.path("after"))));
            }
            case "timer" -> new Timer(readKey(json.path("key")));
            default -> throw new IllegalArgumentException("'%s' is no kind of work".formatted(kind));
        };
    }

    private static ObjectNode write(Key key) {
        return Json.MAPPER.createObjectNode().put("partition", key.partition()).put("sort", key.sort());
    }

    private static Key readKey(JsonNode json) {
        return new Key(json.path("partition").asString(), json.path("sort").asString());
    }

    private static ObjectNode write(Item item) {
        ObjectNode json =
                Json.MAPPER.createObjectNode().put("version", item.version()).put("nonce", item.nonce());
        item.expires().ifPresent(time -> json.put("expires", time.toEpochMilli()));
        return json.put("body", Base64.getEncoder().encodeToString(item.body().unsafeArray()));
    }

    private static Optional<Item> readItem(Key key, JsonNode json) {
        if (json.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(new Item(
                key,
                json.path("version").asLong(),
                json.path("nonce").asString(),
                json.path("expires").asLongOpt().stream()
                        .mapToObj(Instant::ofEpochMilli)
                        .findFirst(),
                Bytes.wrap(Base64.getDecoder().decode(json.path("body").asString()))));
    }
}

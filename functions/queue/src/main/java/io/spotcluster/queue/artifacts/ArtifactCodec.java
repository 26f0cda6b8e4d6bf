package io.spotcluster.queue.artifacts;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.queue.artifacts.Artifact.Place;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskId;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Artifacts as their items hold them: JSON with short names, and times in milliseconds. */
final class ArtifactCodec {
    private ArtifactCodec() {}

    static Key key(Place place) {
        return QueueTables.artifact(place.taskId(), place.runId(), place.name().stored());
    }

    static Item encode(Artifact artifact, String nonce) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArtifactName name = artifact.place().name();
        if (!name.stored().equals(name.text())) {
            body.put("name", name.text());
        }
        body.put("type", artifact.contentType());
        artifact.contentLength().ifPresent(length -> body.put("length", length));
        body.put("expires", artifact.expires().toEpochMilli());
        if (!artifact.asked().equals(artifact.expires())) {
            body.put("asked", artifact.asked().toEpochMilli());
        }
        switch (artifact.storage()) {
            case Storage.S3(RetentionClass retention, Instant created) ->
                body.put("class", retention.prefix()).put("created", created.toEpochMilli());
            case Storage.StoredObject(String uploadId, boolean finished) ->
                body.put("upload", uploadId).put("finished", finished);
            case Storage.Reference(String url) -> body.put("url", url);
            case Storage.Link(ArtifactName target) -> body.put("link", target.text());
            case Storage.Failure(String reason, String message) ->
                body.put("reason", reason).put("message", message);
        }
        return new Item(
                key(artifact.place()),
                artifact.version(),
                nonce,
                Optional.of(artifact.expires()),
                Bytes.wrap(Json.MAPPER.writeValueAsBytes(body)));
    }

    static Artifact decode(Place place, Item item) {
        return decode(place, item, body(item));
    }

    /** Of any artifact. */
    static Artifact decode(Item item) {
        String sort = item.key().sort();
        int runStart = QueueTables.ARTIFACT.length();
        int runId = Integer.parseInt(sort.substring(runStart, sort.indexOf('#', runStart)));
        return decode(item, new TaskId(item.key().partition()), runId);
    }

    /** Of a listing of a run. */
    static Artifact decode(Item item, TaskId taskId, int runId) {
        JsonNode body = body(item);
        String stored =
                item.key().sort().substring(QueueTables.artifactsOf(runId).length());
        ArtifactName name = new ArtifactName(body.path("name").asString(stored));
        return decode(new Place(taskId, runId, name), item, body);
    }

    private static Artifact decode(Place place, Item item, JsonNode body) {
        return new Artifact(
                place,
                item.version(),
                body.path("type").asString(),
                body.path("length").asLongOpt().stream().boxed().findFirst(),
                time(body, "expires"),
                time(body, body.has("asked") ? "asked" : "expires"),
                storage(body));
    }

    private static Storage storage(JsonNode body) {
        if (body.has("class")) {
            return new Storage.S3(retention(body.path("class").asString()), time(body, "created"));
        }
        if (body.has("upload")) {
            return new Storage.StoredObject(
                    body.path("upload").asString(), body.path("finished").asBoolean());
        }
        if (body.has("url")) {
            return new Storage.Reference(body.path("url").asString());
        }
        if (body.has("link")) {
            return new Storage.Link(new ArtifactName(body.path("link").asString()));
        }
        return new Storage.Failure(
                body.path("reason").asString(), body.path("message").asString());
    }

    private static RetentionClass retention(String prefix) {
        for (RetentionClass retention : RetentionClass.values()) {
            if (retention.prefix().equals(prefix)) {
                return retention;
            }
        }
        throw new IllegalStateException("'" + prefix + "' is no retention class");
    }

    private static JsonNode body(Item item) {
        return Json.parse(item.body().asUtf8());
    }

    private static Instant time(JsonNode body, String field) {
        return Instant.ofEpochMilli(body.path(field).asLong());
    }
}

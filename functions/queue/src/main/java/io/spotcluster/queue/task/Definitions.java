package io.spotcluster.queue.task;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Task definitions between their JSON and what the queue needs to know of them. */
public final class Definitions {
    /** How far an author's clock may be off. */
    private static final Duration DRIFT = Duration.ofMinutes(15);

    private Definitions() {}

    /**
     * Turns the body of a createTask call, which is valid by its schema and has the schema's defaults, into a definition,
     * with the remaining defaults filled in.
     *
     * @throws io.spotcluster.base.RejectedException InputError
     */
    public static TaskDefinition define(TaskId taskId, JsonNode body) {
        TaskQueueId taskQueueId = taskQueueId(body);
        Instant deadline = time(body, "deadline");
        Instant expires = body.has("expires") ? time(body, "expires") : yearAfter(deadline);
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("provisionerId", taskQueueId.provisionerId());
        document.put("workerType", taskQueueId.workerType());
        document.put("taskQueueId", taskQueueId.text());
        document.put("schedulerId", body.path("schedulerId").asString("-"));
        document.put("projectId", body.path("projectId").asString("none"));
        document.put("taskGroupId", body.path("taskGroupId").asString(taskId.text()));
        document.set("dependencies", orElse(body, "dependencies", Json.MAPPER.createArrayNode()));
        document.put("requires", body.path("requires").asString(Requires.ALL_COMPLETED.text()));
        document.set("routes", orElse(body, "routes", Json.MAPPER.createArrayNode()));
        document.put("priority", body.path("priority").asString(Priority.LOWEST.text()));
        document.put("retries", body.path("retries").asInt(5));
        document.put("created", Timestamp.format(time(body, "created")));
        document.put("deadline", Timestamp.format(deadline));
        document.put("expires", Timestamp.format(expires));
        document.set("scopes", orElse(body, "scopes", Json.MAPPER.createArrayNode()));
        document.set("payload", orElse(body, "payload", Json.MAPPER.createObjectNode()));
        document.set("metadata", orElse(body, "metadata", Json.MAPPER.createObjectNode()));
        document.set("tags", orElse(body, "tags", Json.MAPPER.createObjectNode()));
        document.set("extra", orElse(body, "extra", Json.MAPPER.createObjectNode()));
        return read(taskId, Json.write(document), document);
    }

    /** Reads a definition as {@link #define} made it. */
    public static TaskDefinition read(TaskId taskId, String json) {
        return read(taskId, json, Json.parse(json));
    }

    /** Do both say the same? The order of members in objects, which the digest depends on, says nothing. */
    public static boolean same(TaskDefinition one, TaskDefinition other) {
        return one.digest().equals(other.digest()) || one.document().equals(other.document());
    }

    /** The definition as users see it: with the priority in force, and until when the task is really kept. */
    public static JsonNode shown(TaskDefinition definition, TaskStatus status) {
        if (status.priority() == definition.priority() && status.expires().equals(definition.expires())) {
            return definition.document();
        }
        // Nobody changes the definition itself, so all but these two values is shared.
        ObjectNode shown = Json.MAPPER.createObjectNode();
        shown.setAll((ObjectNode) definition.document());
        return shown.put("priority", status.priority().text()).put("expires", Timestamp.format(status.expires()));
    }

    /** Why a definition cannot be accepted now, if so. A definition that was accepted already is not asked again. */
    public static Optional<Rejection> fault(TaskDefinition task, Instant now, Duration longestDeadline) {
        if (task.created().isBefore(now.minus(DRIFT)) || task.created().isAfter(now.plus(DRIFT))) {
            return input(
                    "`created` is %s, more than %d minutes from now (%s).", task.created(), DRIFT.toMinutes(), now);
        }
        if (task.created().isAfter(task.deadline())) {
            return input("`created` is %s, after `deadline` (%s).", task.created(), task.deadline());
        }
        if (task.deadline().isBefore(now)) {
            return input("`deadline` is %s, which is in the past (now: %s).", task.deadline(), now);
        }
        if (task.deadline().isAfter(now.plus(longestDeadline).plus(DRIFT))) {
            return input(
                    "`deadline` is %s, more than %d days from now (%s).",
                    task.deadline(), longestDeadline.toDays(), now);
        }
        if (task.expires().isBefore(task.deadline())) {
            return input("`expires` is %s, before `deadline` (%s).", task.expires(), task.deadline());
        }
        return task.scopes().stream()
                .filter(scope -> scope.endsWith("**"))
                .findFirst()
                .flatMap(scope -> input("`scopes` has '%s'; a scope may end with one `*`, not with two.", scope));
    }

    private static Optional<Rejection> input(String message, Object... values) {
        Object[] readable = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            readable[i] = values[i] instanceof Instant instant ? Timestamp.format(instant) : values[i];
        }
        return Optional.of(Rejection.input(message.formatted(readable)));
    }

    private static TaskDefinition read(TaskId taskId, String json, JsonNode document) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Map<String, String> tags = new LinkedHashMap<>();
        document.path("tags").forEachEntry((name, value) -> tags.put(name, value.asString()));
        return new TaskDefinition(
                taskId,
                digest(bytes),
                document,
                bytes.length,
                new TaskQueueId(document.path("taskQueueId").asString()),
                document.path("schedulerId").asString(),
                document.path("projectId").asString(),
                new TaskGroupId(document.path("taskGroupId").asString()),
                texts(document, "dependencies").stream().map(TaskId::new).toList(),
                Requires.of(document.path("requires").asString()),
                texts(document, "routes"),
                Priority.of(document.path("priority").asString()),
                document.path("retries").asInt(),
                time(document, "created"),
                time(document, "deadline"),
                time(document, "expires"),
                texts(document, "scopes"),
                tags,
                Coalesce.read(document.path("extra")));
    }

    /** Older callers give both halves, newer ones the whole, cautious ones all three. */
    private static TaskQueueId taskQueueId(JsonNode body) {
        boolean halves = body.has("provisionerId") && body.has("workerType");
        String joined = body.path("provisionerId").asString("") + "/"
                + body.path("workerType").asString("");
        if (!halves && !body.has("taskQueueId")) {
            throw Rejection.input("The queue is missing: give `taskQueueId`, or `provisionerId` and `workerType`.")
                    .asException();
        }
        String whole = body.path("taskQueueId").asString(joined);
        if (halves && !whole.equals(joined)) {
            throw Rejection.input("`taskQueueId` is '%s', but `provisionerId` and `workerType` make '%s'."
                            .formatted(whole, joined))
                    .asException();
        }
        return new TaskQueueId(whole);
    }

    private static JsonNode orElse(JsonNode body, String field, JsonNode otherwise) {
        return body.has(field) ? body.path(field) : otherwise;
    }

    private static Instant time(JsonNode document, String field) {
        return Timestamp.parse(field, document.path(field).asString(""));
    }

    private static Instant yearAfter(Instant time) {
        return time.atOffset(ZoneOffset.UTC).plusYears(1).toInstant();
    }

    private static List<String> texts(JsonNode document, String field) {
        return document.path(field).values().stream().map(JsonNode::asString).toList();
    }

    private static String digest(byte[] json) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(json);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

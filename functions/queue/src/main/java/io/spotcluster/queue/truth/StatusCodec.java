package io.spotcluster.queue.truth;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Item;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Chain;
import io.spotcluster.queue.task.Claim;
import io.spotcluster.queue.task.Coalesce;
import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.ReasonCreated;
import io.spotcluster.queue.task.Resolution;
import io.spotcluster.queue.task.Run;
import io.spotcluster.queue.task.TaskGroupId;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.task.Worker;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The status of a task as its item holds it: JSON with short names and times in milliseconds, under 1 KB (one write unit)
 * for a task with a handful of runs. Unknown fields are passed over, so that an older program can read what a newer one
 * wrote.
 */
public final class StatusCodec {
    private static final JsonFactory JSON = new JsonFactory();

    private StatusCodec() {}

    public static Item encode(TaskStatus task, String nonce) {
        return new Item(QueueTables.status(task.taskId()), task.version(), nonce, Optional.of(task.kept()), body(task));
    }

    private static Bytes body(TaskStatus task) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("definition", task.definition());
            json.writeStringProperty("queue", task.taskQueueId().text());
            json.writeStringProperty("scheduler", task.schedulerId());
            json.writeStringProperty("project", task.projectId());
            json.writeStringProperty("group", task.taskGroupId().text());
            json.writeStringProperty("priority", task.priority().text());
            json.writeNumberProperty("retries", task.retries());
            json.writeNumberProperty("left", task.retriesLeft());
            json.writeNumberProperty("born", task.born().toEpochMilli());
            json.writeNumberProperty("deadline", task.deadline().toEpochMilli());
            json.writeNumberProperty("expires", task.expires().toEpochMilli());
            if (task.coalesce().isPresent()) {
                Coalesce coalesce = task.coalesce().get();
                json.writeStringProperty("stack", coalesce.stack());
                json.writeNumberProperty("rank", coalesce.rank());
                json.writeNumberProperty("depth", coalesce.depth());
                json.writeNumberProperty("age", coalesce.age().toSeconds());
            }
            json.writeBooleanProperty("once", task.resolvedOnce());
            json.writeArrayPropertyStart("runs");
            for (Run run : task.runs()) {
                write(json, run);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    private static void write(JsonGenerator json, Run run) {
        json.writeStartObject();
        json.writeStringProperty("why", run.reasonCreated().text());
        json.writeNumberProperty("scheduled", run.scheduled().toEpochMilli());
        run.claim().ifPresent(claim -> {
            json.writeStringProperty("group", claim.worker().group());
            json.writeStringProperty("worker", claim.worker().id());
            json.writeNumberProperty("started", claim.started().toEpochMilli());
            json.writeNumberProperty("until", claim.takenUntil().toEpochMilli());
            claim.nonce().ifPresent(nonce -> json.writeStringProperty("nonce", nonce));
            if (claim.prolonged()) {
                json.writeBooleanProperty("prolonged", true);
            }
        });
        if (run instanceof Run.Pending(var _, var _, Optional<Chain> chain) && chain.isPresent()) {
            json.writeNumberProperty("depth", chain.get().depth());
            json.writeNumberProperty("since", chain.get().since().toEpochMilli());
        }
        if (run instanceof Run.Resolved resolved) {
            resolved.supersededBy().ifPresent(by -> json.writeStringProperty("by", by.text()));
            json.writeStringProperty("end", resolved.resolution().text());
            json.writeNumberProperty("resolved", resolved.resolved().toEpochMilli());
        }
        json.writeEndObject();
    }

    public static TaskStatus decode(Item item) {
        Fields fields = new Fields();
        List<Run> runs = new ArrayList<>();
        try (JsonParser json =
                JSON.createParser(ObjectReadContext.empty(), item.body().unsafeArray())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("runs")) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        runs.add(run(json));
                    }
                } else {
                    fields.read(name, value, json);
                }
            }
        }
        return new TaskStatus(
                new TaskId(item.key().partition()),
                item.version(),
                fields.text("definition"),
                new TaskQueueId(fields.text("queue")),
                fields.text("scheduler"),
                fields.text("project"),
                new TaskGroupId(fields.text("group")),
                Priority.of(fields.text("priority")),
                (int) fields.number("retries"),
                (int) fields.number("left"),
                fields.time("born"),
                fields.time("deadline"),
                fields.time("expires"),
                fields.has("stack")
                        ? Optional.of(new Coalesce(
                                fields.text("stack"),
                                fields.number("rank"),
                                (int) fields.number("depth"),
                                Duration.ofSeconds(fields.number("age"))))
                        : Optional.empty(),
                fields.truth("once"),
                runs);
    }

    private static Run run(JsonParser json) {
        Fields fields = new Fields();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            fields.read(name, json.nextToken(), json);
        }
        ReasonCreated reason = ReasonCreated.of(fields.text("why"));
        Instant scheduled = fields.time("scheduled");
        Optional<Claim> claim = fields.has("worker")
                ? Optional.of(new Claim(
                        new Worker(fields.text("group"), fields.text("worker")),
                        fields.time("started"),
                        fields.time("until"),
                        fields.has("nonce") ? Optional.of(fields.text("nonce")) : Optional.empty(),
                        fields.has("prolonged")))
                : Optional.empty();
        if (fields.has("end")) {
            return new Run.Resolved(
                    reason,
                    scheduled,
                    claim,
                    Resolution.of(fields.text("end")),
                    fields.time("resolved"),
                    fields.has("by") ? Optional.of(new TaskId(fields.text("by"))) : Optional.empty());
        }
        return claim.<Run>map(held -> new Run.Running(reason, scheduled, held))
                .orElseGet(() -> new Run.Pending(
                        reason,
                        scheduled,
                        fields.has("since")
                                ? Optional.of(new Chain((int) fields.number("depth"), fields.time("since")))
                                : Optional.empty()));
    }

    /** The members of one object; a dozen at most, so a list is searched faster than a map is built. */
    private static final class Fields {
        private final List<String> names = new ArrayList<>(14);
        private final List<Object> values = new ArrayList<>(14);

        void read(String name, JsonToken token, JsonParser json) {
            switch (token) {
                case VALUE_STRING -> add(name, json.getString());
                case VALUE_NUMBER_INT -> add(name, json.getLongValue());
                case VALUE_TRUE -> add(name, true);
                case VALUE_FALSE -> add(name, false);
                default -> json.skipChildren();
            }
        }

        private void add(String name, Object value) {
            names.add(name);
            values.add(value);
        }

        boolean has(String name) {
            return find(name) != null;
        }

        String text(String name) {
            return (String) get(name);
        }

        long number(String name) {
            return (long) get(name);
        }

        boolean truth(String name) {
            return (boolean) get(name);
        }

        Instant time(String name) {
            return Instant.ofEpochMilli(number(name));
        }

        private Object get(String name) {
            Object value = find(name);
            if (value == null) {
                throw new IllegalStateException("the stored status has no `" + name + "`");
            }
            return value;
        }

        private @Nullable Object find(String name) {
            int place = names.indexOf(name);
            return place < 0 ? null : values.get(place);
        }
    }
}

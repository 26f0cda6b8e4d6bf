package io.spotcluster.queue.truth;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Definitions;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Task definitions, which never change once written. An item holds one as it is, or deflated where that saves a write unit;
 * over the limit of an item it names a blob. What was read or written lately is kept in memory, up to a number of
 * bytes.
 */
public final class DefinitionStore {
    /** Below this many bytes a definition costs one write unit anyway. */
    private static final int WORTH_DEFLATING = 900;

    private static final byte PLAIN = 'j';
    private static final byte DEFLATED = 'z';
    private static final byte BLOB = 'b';

    private final Tables tables;
    private final Blobs blobs;
    private final Clock clock;
    private final Memory memory;

    /** @param memory how many bytes of definitions to keep in memory */
    public DefinitionStore(Tables tables, Blobs blobs, Clock clock, long memory) {
        this.tables = tables;
        this.blobs = blobs;
        this.clock = clock;
        this.memory = new Memory(memory);
    }

    /**
     * What must be written before the status of the task. A definition over the limit of an item is a blob when this returns.
     *
     * @param expires of the task
     */
    public Write foundation(TaskDefinition definition, Instant expires) {
        Instant kept = TaskStatus.kept(definition.deadline(), expires);
        memory.add(definition);
        Key key = QueueTables.definition(definition.taskId(), definition.digest());
        byte[] json = Json.write(definition.document()).getBytes(StandardCharsets.UTF_8);
        Bytes body = json.length < WORTH_DEFLATING ? tagged(PLAIN, json) : tagged(DEFLATED, deflate(json));
        if (body.length() > Item.MAXIMUM_BODY) {
            BlobKey blob = new BlobKey(
                    RetentionClass.covering(clock.instant(), kept),
                    "definitions/%s/%s".formatted(definition.taskId(), definition.digest()));
            if (blob.retention() == RetentionClass.KEEP) {
                // No rule empties this class. Its bucket is a year ahead, so no sweeper can have passed it.
                tables.writeHints(List.of(Hint.Timed.ofBlob(blob.path(), kept).put(1)));
            }
            blobs.put(blob, "application/octet-stream", body);
            body = tagged(BLOB, (blob.retention().name() + "/" + blob.path()).getBytes(StandardCharsets.UTF_8));
        }
        // The digest stands in the key: whoever writes this item writes the same.
        return new Write.Put(QueueTables.TASKS, new Item(key, 1, "", Optional.of(kept), body), Condition.always());
    }

    /** Absent only for a task that has just expired. */
    public Optional<TaskDefinition> of(TaskStatus task) {
        return memory.find(task.taskId(), task.definition())
                .or(() -> tables.get(QueueTables.TASKS, QueueTables.definition(task.taskId(), task.definition()))
                        .map(item -> read(task.taskId(), item)));
    }

    /** As {@link #of}, for many. */
    public Map<TaskId, TaskDefinition> of(Collection<TaskStatus> tasks) {
        Map<TaskId, TaskDefinition> found = new HashMap<>();
        List<Key> missing = new ArrayList<>();
        for (TaskStatus task : tasks) {
            memory.find(task.taskId(), task.definition())
                    .ifPresentOrElse(
                            definition -> found.put(task.taskId(), definition),
                            () -> missing.add(QueueTables.definition(task.taskId(), task.definition())));
        }
        if (!missing.isEmpty()) {
            tables.getAll(QueueTables.TASKS, missing).values().forEach(item -> {
                TaskId taskId = new TaskId(item.key().partition());
                found.put(taskId, read(taskId, item));
            });
        }
        return found;
    }

    private TaskDefinition read(TaskId taskId, Item item) {
        TaskDefinition definition = Definitions.read(taskId, json(item.body()));
        memory.add(definition);
        return definition;
    }

    private String json(Bytes body) {
        byte[] bytes = body.unsafeArray();
        return switch (bytes[0]) {
            case PLAIN -> new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
            case DEFLATED -> new String(inflate(bytes), StandardCharsets.UTF_8);
            case BLOB -> {
                String[] name = new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8).split("/", 2);
                BlobKey key = new BlobKey(RetentionClass.valueOf(name[0]), name[1]);
                yield json(blobs.get(key)
                        .orElseThrow(
                                () -> new IllegalStateException("the definition %s is gone".formatted(key.full()))));
            }
            default -> throw new IllegalStateException("a definition begins with byte " + bytes[0]);
        };
    }

    private static Bytes tagged(byte tag, byte[] content) {
        byte[] tagged = new byte[content.length + 1];
        tagged[0] = tag;
        System.arraycopy(content, 0, tagged, 1, content.length);
        return Bytes.wrap(tagged);
    }

    private static byte[] deflate(byte[] content) {
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED, true)) {
            deflater.setInput(content);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 2 + 64);
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    /** Passes over the tag. */
    private static byte[] inflate(byte[] tagged) {
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(tagged, 1, tagged.length - 1);
            ByteArrayOutputStream out = new ByteArrayOutputStream(tagged.length * 4);
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 && inflater.needsInput()) {
                    throw new IllegalStateException("a deflated definition is cut short");
                }
                out.write(buffer, 0, count);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new IllegalStateException("a definition cannot be inflated", e);
        }
    }

    /** The definitions used last, by task and digest. */
    private static final class Memory {
        private record Name(TaskId taskId, String digest) {}

        private final long limit;
        private final LinkedHashMap<Name, TaskDefinition> kept = new LinkedHashMap<>(64, 0.75f, true);
        private long bytes;

        Memory(long limit) {
            this.limit = limit;
        }

        synchronized Optional<TaskDefinition> find(TaskId taskId, String digest) {
            return Optional.ofNullable(kept.get(new Name(taskId, digest)));
        }

        synchronized void add(TaskDefinition definition) {
            if (kept.put(new Name(definition.taskId(), definition.digest()), definition) == null) {
                bytes += definition.size();
            }
            var oldest = kept.values().iterator();
            while (bytes > limit && oldest.hasNext()) {
                bytes -= oldest.next().size();
                oldest.remove();
            }
        }
    }
}

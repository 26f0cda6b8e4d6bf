package io.spotcluster.queue.truth;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableReads;
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
                .or(() -> look(tables.lagging(), task))
                .or(() -> look(tables, task));
    }

    /** It never changes: what is seen of the past is what it is. */
    private Optional<TaskDefinition> look(TableReads reads, TaskStatus task) {
        return reads.get(QueueTables.TASKS, QueueTables.definition(task.taskId(), task.definition()))
                .map(item -> read(task.taskId(), item));
    }

    /** Whether one of the task is in memory, as it nearly always is where one process does all. */
    boolean remembers(TaskId taskId) {
        return memory.remembers(taskId);
    }

    /** As {@link #of}, for who may have come across its item. */
    Optional<TaskDefinition> of(TaskStatus task, List<Item> items) {
        Key key = QueueTables.definition(task.taskId(), task.definition());
        return items.stream()
                .filter(item -> item.key().equals(key))
                .findFirst()
                .map(item -> read(task.taskId(), item))
                .or(() -> of(task));
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
        for (TableReads reads : List.of(tables.lagging(), tables)) {
            if (!missing.isEmpty()) {
                reads.getAll(QueueTables.TASKS, missing).forEach((key, item) -> {
                    TaskId taskId = new TaskId(key.partition());
                    found.put(taskId, read(taskId, item));
                    missing.remove(key);
                });
            }
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

    /** The definitions used last, one of each task. */
    private static final class Memory {
        private final long limit;
        private final LinkedHashMap<TaskId, TaskDefinition> kept = new LinkedHashMap<>(64, 0.75f, true);
        private long bytes;

        Memory(long limit) {
            this.limit = limit;
        }

        synchronized Optional<TaskDefinition> find(TaskId taskId, String digest) {
            return Optional.ofNullable(kept.get(taskId))
                    .filter(definition -> definition.digest().equals(digest));
        }

        synchronized boolean remembers(TaskId taskId) {
            return kept.containsKey(taskId);
        }

        synchronized void add(TaskDefinition definition) {
            TaskDefinition before = kept.put(definition.taskId(), definition);
            bytes += definition.size() - (before == null ? 0 : before.size());
            var oldest = kept.values().iterator();
            while (bytes > limit && oldest.hasNext()) {
                bytes -= oldest.next().size();
                oldest.remove();
            }
        }
    }
}

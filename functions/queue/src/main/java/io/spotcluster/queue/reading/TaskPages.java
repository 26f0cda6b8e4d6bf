package io.spotcluster.queue.reading;

import io.spotcluster.api.Paging;
import io.spotcluster.api.json.Json;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.task.Definitions;
import io.spotcluster.queue.task.StatusDocument;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.DefinitionStore;
import io.spotcluster.queue.truth.TaskTruth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists of tasks with their definitions, in pages that end by size as well as by number. A continuation tells the key at
 * which the next page starts, so that a page can be cut anywhere.
 */
public final class TaskPages {
    /** Bytes of definitions on a page; one task always fits. A reply may have 6 MB. */
    private static final int SIZE = 4 * 1024 * 1024;
    /** How many definitions are loaded at once. */
    private static final int BATCH = 100;

    private final Tables tables;
    private final TaskTruth truth;
    private final DefinitionStore definitions;

    public TaskPages(Tables tables, TaskTruth truth, DefinitionStore definitions) {
        this.tables = tables;
        this.truth = truth;
        this.definitions = definitions;
    }

    /**
     * One place of a list.
     *
     * @param cursor where a page starts that begins with it
     */
    public record Entry(TaskId taskId, String cursor) {}

    /** A task, whole. */
    public record WholeTask(TaskStatus status, TaskDefinition definition) {
        /** {@code task-definition-and-status.json}. */
        public ObjectNode document() {
            ObjectNode document = Json.MAPPER.createObjectNode();
            document.set("status", StatusDocument.of(status));
            document.set("task", shown());
            return document;
        }

        /** {@code task.json}. */
        public JsonNode shown() {
            return Definitions.shown(definition, status);
        }
    }

    /**
     * Reads up to {@code count} items in order.
     *
     * @param prefix of the sort keys
     * @param start the sort key without the prefix to start with; from the first one, if absent
     */
    public List<Item> read(TableDefinition table, String partition, String prefix, Optional<String> start, int count) {
        Query query = Query.range(
                partition, prefix + start.orElse(""), prefix + Character.toString(Character.MAX_CODE_POINT), count);
        List<Item> items = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page page = tables.query(table, query.after(cursor));
            items.addAll(page.items());
            cursor = page.cursor();
        } while (cursor.isPresent() && items.size() < count);
        return items.subList(0, Math.min(count, items.size()));
    }

    /**
     * Fills {@code name} of the reply with the tasks that exist, in the order of the entries, and sets {@code
     * continuationToken} if there are more.
     *
     * @param entries one more than the page has, if there are more
     * @param document nothing, to leave the task out
     */
    public void fill(
            ObjectNode reply,
            String name,
            List<Entry> entries,
            Paging paging,
            BiFunction<Entry, WholeTask, Optional<ObjectNode>> document) {
        next(reply.putArray(name), entries, paging.limit(), document)
                .ifPresent(entry -> reply.put("continuationToken", paging.token(entry.cursor())));
    }

    /** The first entry that did not fit. */
    private Optional<Entry> next(
            ArrayNode list,
            List<Entry> entries,
            int limit,
            BiFunction<Entry, WholeTask, Optional<ObjectNode>> document) {
        int end = Math.min(limit, entries.size());
        int size = 0;
        for (int from = 0; from < end; from += BATCH) {
            List<Entry> some = entries.subList(from, Math.min(end, from + BATCH));
            Map<TaskId, TaskStatus> statuses =
                    truth.readAll(some.stream().map(Entry::taskId).distinct().toList());
            Map<TaskId, TaskDefinition> loaded = definitions.of(statuses.values());
            for (Entry entry : some) {
                TaskStatus status = statuses.get(entry.taskId());
                TaskDefinition definition = loaded.get(entry.taskId());
                if (status == null || definition == null) {
                    continue;
                }
                if (size > 0 && size + definition.size() > SIZE) {
                    return Optional.of(entry);
                }
                size += definition.size();
                document.apply(entry, new WholeTask(status, definition)).ifPresent(list::add);
            }
        }
        return end < entries.size() ? Optional.of(entries.get(end)) : Optional.empty();
    }
}

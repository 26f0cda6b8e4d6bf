package io.spotcluster.queue.group;

import io.spotcluster.api.Authority;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.Rejection;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.TaskGroupId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The items of task groups. They are written when a group begins, when its expiry rises by a day or more, and when it is
 * sealed: not with each member, of which there may be thousands a minute.
 */
public final class GroupStore {
    private static final Logger LOG = LoggerFactory.getLogger(GroupStore.class);
    private static final long DAY = Duration.ofDays(1).toSeconds();

    private final Tables tables;

    public GroupStore(Tables tables) {
        this.tables = tables;
    }

    public Optional<TaskGroup> read(TaskGroupId taskGroupId) {
        return tables.get(QueueTables.GROUPS, QueueTables.group(taskGroupId)).map(GroupStore::decode);
    }

    /**
     * Makes sure that the group is there and lasts until {@code expires}, before a task joins it.
     *
     * @return why no task of this scheduler may join, if so
     */
    public Optional<Rejection> admit(
            Authority authority, TaskGroupId taskGroupId, String schedulerId, Instant expires) {
        Optional<TaskGroup> group = read(taskGroupId);
        if (group.isEmpty()) {
            TaskGroup first = TaskGroup.first(taskGroupId, schedulerId, rounded(expires));
            group = Optional.of(write(authority, first, Condition.absent()));
        }
        if (!group.get().schedulerId().equals(schedulerId)) {
            return Optional.of(Rejection.conflict(
                    "Task group `%s` belongs to schedulerId `%s`; a task of schedulerId `%s` cannot join it."
                            .formatted(taskGroupId, group.get().schedulerId(), schedulerId)));
        }
        if (group.get().sealed().isPresent()) {
            return Optional.of(
                    Rejection.conflict("Task group `%s` is sealed and takes no more tasks.".formatted(taskGroupId)));
        }
        update(
                authority,
                group.get(),
                current -> current.expires().isBefore(expires) ? current.expiring(rounded(expires)) : current);
        return Optional.empty();
    }

    /** Closes the group for new members. Once closed it stays so, with the first time. */
    public TaskGroup seal(Authority authority, TaskGroup seen, Instant now) {
        return update(authority, seen, current -> current.sealed().isPresent() ? current : current.sealed(now));
    }

    /** Remembers that the group was given another priority, so that the feed can tell. */
    TaskGroup reprioritized(Authority authority, TaskGroup seen, TaskGroup.Reprioritization change) {
        return update(
                authority,
                seen,
                current ->
                        current.reprioritized().equals(Optional.of(change)) ? current : current.reprioritized(change));
    }

    /** Writes what {@code change} makes of the group, anew on each lost race; nothing, if it is the same. */
    private TaskGroup update(Authority authority, TaskGroup seen, UnaryOperator<TaskGroup> change) {
        TaskGroup current = seen;
        while (true) {
            TaskGroup wanted = change.apply(current);
            if (wanted.equals(current)) {
                return current;
            }
            TaskGroup standing = write(authority, wanted, Condition.versionIs(current.version()));
            if (standing.equals(wanted)) {
                return wanted;
            }
            current = standing;
        }
    }

    /** Writes, or returns what stands in the way. What is written twice is the same: repetition needs no nonce here. */
    private TaskGroup write(Authority authority, TaskGroup group, Condition condition) {
        return switch (tables.write(new Write.Put(QueueTables.GROUPS, encode(group), condition))) {
            case WriteOutcome.Written() -> {
                LOG.debug("{}: task group {} is {}", authority.actor(), group.taskGroupId(), group);
                yield group;
            }
            case WriteOutcome.ConditionLost(Optional<Item> current) ->
                current.map(GroupStore::decode)
                        .orElseThrow(() -> Rejection.conflict(
                                        "Task group `%s` has just expired.".formatted(group.taskGroupId()))
                                .asException());
        };
    }

    private static Instant rounded(Instant expires) {
        return Instant.ofEpochSecond(Math.ceilDiv(expires.getEpochSecond() + 1, DAY) * DAY);
    }

    private static Item encode(TaskGroup group) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("scheduler", group.schedulerId());
        body.put("expires", group.expires().toEpochMilli());
        group.sealed().ifPresent(time -> body.put("sealed", time.toEpochMilli()));
        group.reprioritized()
                .ifPresent(change -> body.putObject("reprioritized")
                        .put("at", change.at().toEpochMilli())
                        .put("priority", change.priority().text())
                        .put("affected", change.affected()));
        return new Item(
                QueueTables.group(group.taskGroupId()),
                group.version(),
                "",
                Optional.of(group.expires()),
                Bytes.wrap(Json.MAPPER.writeValueAsBytes(body)));
    }

    /** Reads a group's item, also one that the change feed tells of. */
    public static TaskGroup decode(Item item) {
        JsonNode body = Json.parse(item.body().asUtf8());
        return new TaskGroup(
                new TaskGroupId(item.key().partition()),
                body.path("scheduler").asString(),
                Instant.ofEpochMilli(body.path("expires").asLong()),
                body.path("sealed").asLongOpt().stream()
                        .mapToObj(Instant::ofEpochMilli)
                        .findFirst(),
                reprioritized(body.path("reprioritized")),
                item.version());
    }

    private static Optional<TaskGroup.Reprioritization> reprioritized(JsonNode change) {
        return change.isMissingNode()
                ? Optional.empty()
                : Optional.of(new TaskGroup.Reprioritization(
                        Instant.ofEpochMilli(change.path("at").asLong()),
                        Priority.of(change.path("priority").asString()),
                        change.path("affected").asInt()));
    }
}

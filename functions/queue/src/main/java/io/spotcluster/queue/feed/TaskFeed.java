package io.spotcluster.queue.feed;

import io.spotcluster.api.events.Event;
import io.spotcluster.api.events.EventSink;
import io.spotcluster.ports.queue.WorkQueues;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.Item;
import io.spotcluster.queue.artifacts.ArtifactFeed;
import io.spotcluster.queue.coalescing.Stacks;
import io.spotcluster.queue.dependency.Dependencies;
import io.spotcluster.queue.events.QueueEvents;
import io.spotcluster.queue.group.GroupCheck;
import io.spotcluster.queue.group.GroupStore;
import io.spotcluster.queue.group.TaskGroup;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskState;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.DefinitionStore;
import io.spotcluster.queue.truth.StatusCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the records of the change feeds of tasks, their artifacts, and groups. A record may come twice and late, and records of different
 * tasks in any order; those of one task come in order. When {@link #handle} throws, the record is to be given again; one
 * that keeps failing is to be {@link #park parked}, so that it does not hold up the others.
 */
public class TaskFeed {
    private static final Logger LOG = LoggerFactory.getLogger(TaskFeed.class);
    /** How many edges one record follows; the rest is work for the queue. */
    private static final int EDGES = 100;

    private final HintGuarantee guarantee;
    private final DefinitionStore definitions;
    private final Dependencies dependencies;
    private final GroupStore groups;
    private final GroupCheck groupCheck;
    private final ArtifactFeed artifacts;
    private final Stacks stacks;
    private final EventSink events;
    private final WorkQueues work;

    public TaskFeed(
            HintGuarantee guarantee,
            DefinitionStore definitions,
            Dependencies dependencies,
            GroupStore groups,
            GroupCheck groupCheck,
            ArtifactFeed artifacts,
            Stacks stacks,
            EventSink events,
            WorkQueues work) {
        this.guarantee = guarantee;
        this.definitions = definitions;
        this.dependencies = dependencies;
        this.groups = groups;
        this.groupCheck = groupCheck;
        this.artifacts = artifacts;
        this.stacks = stacks;
        this.events = events;
        this.work = work;
    }

    public void handle(Change change) {
        if (change.after().isEmpty()) {
            return;
        }
        if (change.table().equals(QueueTables.GROUPS.name())) {
            group(change.before(), change.after().get());
        } else if (change.key().sort().startsWith(QueueTables.ARTIFACT)) {
            publish(artifacts.events(change));
        } else {
            TaskStatus after = StatusCodec.decode(change.after().get());
            // What stood there before a first version was another task, which had expired.
            Optional<TaskStatus> before =
                    change.before().filter(_ -> after.version() > 1).map(StatusCodec::decode);
            task(before, after);
        }
    }

    private void task(Optional<TaskStatus> before, TaskStatus after) {
        guarantee.ensure(before, after);
        stacks.coalesce(after);
        Optional<TaskDefinition> definition = definitions.of(after);
        if (definition.isEmpty()) {
            LOG.info("task {} has expired before its change was handled", after.taskId());
            return;
        }
        if (before.isEmpty() && !definition.get().dependencies().isEmpty()) {
            dependencies.track(after, definition.get());
        }
        if (after.isResolved()) {
            satisfy(after.taskId(), after.state(), Optional.empty());
        }
        publish(QueueEvents.of(before, after, definition.get()));
        if (after.isResolved() && groupCheck.isResolved(after.taskGroupId())) {
            groups.read(after.taskGroupId()).ifPresent(this::groupResolved);
        }
    }

    /** Follows some edges of a resolved task, and leaves the rest to the queue. */
    void satisfy(TaskId taskId, TaskState resolved, Optional<String> cursor) {
        dependencies
                .satisfy(taskId, resolved, cursor, EDGES)
                .ifPresent(next -> send(new FeedWork.Edges(taskId, resolved, next)));
    }

    private void group(Optional<Item> before, Item after) {
        TaskGroup group = GroupStore.decode(after);
        Optional<TaskGroup> known = before.filter(_ -> group.version() > 1).map(GroupStore::decode);
        if (known.flatMap(TaskGroup::sealed).isEmpty()) {
            group.sealed()
                    .ifPresent(time -> publish(List.of(
                            QueueEvents.groupSealed(group.taskGroupId(), group.schedulerId(), group.expires(), time))));
        }
        group.reprioritized()
                .filter(change -> !known.flatMap(TaskGroup::reprioritized).equals(Optional.of(change)))
                .ifPresent(change -> publish(List.of(QueueEvents.groupPriorityChanged(
                        group.taskGroupId(), group.schedulerId(), change.priority(), change.affected()))));
    }

    private void groupResolved(TaskGroup group) {
        publish(List.of(
                QueueEvents.groupResolved(group.taskGroupId(), group.schedulerId(), group.expires(), group.sealed())));
    }

    private void publish(List<Event> told) {
        if (!told.isEmpty()) {
            events.publish(told);
        }
    }

    /** Puts a record that keeps failing aside, with its images; durable when this returns. */
    public void park(Change change, RuntimeException failure) {
        LOG.error("the change {} of {} {} is parked", change.sequence(), change.table(), change.key(), failure);
        send(new FeedWork.Parked(change));
    }

    private void send(FeedWork item) {
        work.send(FeedWork.QUEUE, item.toJson(), Duration.ZERO);
    }
}

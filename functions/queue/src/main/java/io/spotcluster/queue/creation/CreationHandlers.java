package io.spotcluster.queue.creation;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.group.GroupStore;
import io.spotcluster.queue.retention.RetentionPolicies;
import io.spotcluster.queue.task.DefinitionLimits;
import io.spotcluster.queue.task.Definitions;
import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.DefinitionStore;
import io.spotcluster.queue.truth.Replies;
import io.spotcluster.queue.truth.TaskTruth;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** createTask. */
public final class CreationHandlers {
    /** How many ids an error message lists. */
    private static final int LISTED = 20;

    /**
     * @param longestDeadline how far ahead a deadline may lie
     * @param mostDependencies that a task may have; at most 10,000, by the schema
     */
    public record Limits(Duration longestDeadline, int mostDependencies) {}

    private final TaskTruth truth;
    private final DefinitionStore definitions;
    private final GroupStore groups;
    private final Clock clock;
    private final Limits limits;
    private final RetentionPolicies retention;

    public CreationHandlers(
            TaskTruth truth,
            DefinitionStore definitions,
            GroupStore groups,
            Clock clock,
            Limits limits,
            RetentionPolicies retention) {
        this.truth = truth;
        this.definitions = definitions;
        this.groups = groups;
        this.clock = clock;
        this.limits = limits;
        this.retention = retention;
    }

    /** All that the scopes ask for stands in the definition. */
    public Loaded<TaskDefinition> load(Request request) {
        TaskDefinition definition = Definitions.define(new TaskId(request.parameter("taskId")), request.body());
        return new Loaded<>(
                definition,
                Parameters.NONE
                        .with("scopes", demandedScopes(definition))
                        .with("routes", definition.routes())
                        .with("projectId", definition.projectId())
                        .with("schedulerId", definition.schedulerId())
                        .with(
                                "priorities",
                                definition.priority().andHigher().stream()
                                        .map(Priority::text)
                                        .toList())
                        .with("provisionerId", definition.taskQueueId().provisionerId())
                        .with("workerType", definition.taskQueueId().workerType()));
    }

    /** Those that the task is to have, and the one for its stack. */
    private static List<String> demandedScopes(TaskDefinition definition) {
        List<String> scopes = new ArrayList<>(definition.scopes());
        definition.coalesce().ifPresent(coalesce -> scopes.add(coalesce.scope(definition.taskQueueId())));
        return scopes;
    }

    public Reply create(Authorized authority, Request request, TaskDefinition definition) {
        refuseTooManyDependencies(definition);
        Map<TaskId, TaskStatus> found = look(definition);
        Optional<TaskStatus> task =
                found.containsKey(definition.taskId()) ? truth.read(definition.taskId()) : Optional.empty();
        if (task.isEmpty()) {
            Optional<Rejection> fault = fault(authority, definition, found);
            if (fault.isPresent()) {
                // If the task has come into being a moment ago, this call is a repetition, and no fault of its own
                // counts.
                task = truth.read(definition.taskId());
                refuse(task.isPresent() ? Optional.empty() : fault);
            }
        }
        if (task.isPresent()) {
            return again(task.get(), definition);
        }
        Instant expires = retention.ofTask(definition);
        Write foundation = definitions.foundation(definition, expires);
        return switch (truth.insert(authority, definition, expires, List.of(foundation))) {
            case TaskTruth.Outcome.Kept(TaskStatus other) -> again(other, definition);
            case TaskTruth.Outcome outcome -> reply(Replies.require(definition.taskId(), outcome), definition);
        };
    }

    /** Images of the task, if there is one, and of those that it depends on, which are all seen if they exist. */
    private Map<TaskId, TaskStatus> look(TaskDefinition definition) {
        Set<TaskId> wanted = new LinkedHashSet<>(definition.dependencies());
        wanted.add(definition.taskId());
        Map<TaskId, TaskStatus> found = truth.glanceAll(wanted);
        wanted.removeAll(found.keySet());
        wanted.remove(definition.taskId());
        if (!wanted.isEmpty()) {
            found.putAll(truth.readAll(wanted));
        }
        return found;
    }

    private Optional<Rejection> fault(Authorized authority, TaskDefinition definition, Map<TaskId, TaskStatus> found) {
        return DefinitionLimits.fault(definition)
                .or(() -> Definitions.fault(definition, clock.instant(), limits.longestDeadline()))
                .or(() -> faultOfDependencies(definition, found))
                .or(() -> groups.admit(
                        authority, definition.taskGroupId(), definition.schedulerId(), retention.ofTask(definition)));
    }

    /**
     * The task is there. If it is the same, this is a repeated call, and the call before may have stopped anywhere, or be
     * at work just now: its hints must be there before this one answers either.
     */
    private Reply again(TaskStatus task, TaskDefinition definition) {
        boolean same = task.definition().equals(definition.digest())
                || definitions
                        .of(task)
                        .filter(known -> Definitions.same(known, definition))
                        .isPresent();
        if (!same) {
            throw Rejection.conflict("taskId `%s` is taken by a task with another definition.".formatted(task.taskId()))
                    .asException();
        }
        truth.putHints(task);
        return reply(task, definition);
    }

    /** Its header says so if the task is kept for less time than it asks to be. */
    private static Reply reply(TaskStatus task, TaskDefinition definition) {
        return Replies.cappedAt(task.expires(), definition.expires(), Replies.status(task));
    }

    private void refuseTooManyDependencies(TaskDefinition definition) {
        if (definition.dependencies().size() > limits.mostDependencies()) {
            throw Rejection.input("`dependencies` has %d entries; this deployment allows %d."
                            .formatted(definition.dependencies().size(), limits.mostDependencies()))
                    .asException();
        }
    }

    /** Dependencies must exist before, lest somebody else defines them later; and outlive the deadline, to be waited for. */
    private static Optional<Rejection> faultOfDependencies(TaskDefinition task, Map<TaskId, TaskStatus> found) {
        List<TaskId> missing = task.dependencies().stream()
                .filter(dependency -> !found.containsKey(dependency) && !dependency.equals(task.taskId()))
                .toList();
        if (!missing.isEmpty()) {
            return Optional.of(Rejection.input("`dependencies` names %d tasks that do not exist; create them first: %s"
                    .formatted(missing.size(), listed(missing))));
        }
        List<TaskId> expiring = task.dependencies().stream()
                .flatMap(dependency -> Optional.ofNullable(found.get(dependency)).stream())
                .filter(dependency -> dependency.expires().isBefore(task.deadline()))
                .map(TaskStatus::taskId)
                .toList();
        return expiring.isEmpty()
                ? Optional.empty()
                : Optional.of(Rejection.input(
                        "`dependencies` names %d tasks that expire before this task's `deadline` (%s): %s"
                                .formatted(expiring.size(), Timestamp.format(task.deadline()), listed(expiring))));
    }

    private static String listed(List<TaskId> taskIds) {
        String shown = String.join(
                ", ", taskIds.stream().limit(LISTED).map(TaskId::text).toList());
        return taskIds.size() > LISTED ? shown + ", …" : shown;
    }

    private static void refuse(Optional<Rejection> fault) {
        fault.ifPresent(rejection -> {
            throw rejection.asException();
        });
    }
}

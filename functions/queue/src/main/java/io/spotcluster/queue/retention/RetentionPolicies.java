package io.spotcluster.queue.retention;

import io.spotcluster.queue.task.TaskDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The limits of a deployment for how long tasks and artifacts are kept. Of a task the first policy that matches counts, and
 * no other. What is asked for is never prolonged.
 *
 * <p>Both limits count from times that never change, so that a repeated call comes to the same end: those of tasks from {@code
 * created}, those of artifacts from the start of the run's claim.
 */
public record RetentionPolicies(List<RetentionPolicy> policies) {
    public static final RetentionPolicies NONE = new RetentionPolicies(List.of());

    public RetentionPolicies {
        policies = List.copyOf(policies);
    }

    /**
     * Reads what {@code docs/manual/retention.md} describes.
     *
     * @param list an array of policies
     * @param where it stands, for messages
     * @param faults gets everything that is wrong with it
     */
    public static RetentionPolicies read(JsonNode list, String where, List<String> faults) {
        return new RetentionPolicies(new PolicyReader(faults).policies(list, where));
    }

    public boolean isEmpty() {
        return policies.isEmpty();
    }

    /** Until when a task is kept: as it asks, or less; but never less than its deadline. */
    public Instant ofTask(TaskDefinition definition) {
        return of(definition)
                .flatMap(RetentionPolicy::tasks)
                .map(keep -> definition.created().plus(keep))
                .map(limit -> later(limit, definition.deadline()))
                .filter(limit -> limit.isBefore(definition.expires()))
                .orElse(definition.expires());
    }

    /**
     * Until when an artifact is kept that asks to be until {@code asked}: never less than until its task's deadline.
     *
     * @param started when the run's claim began
     */
    public Instant ofArtifact(TaskDefinition definition, String name, Instant started, Instant asked) {
        return of(definition)
                .flatMap(policy -> policy.ofArtifact(name))
                .map(started::plus)
                .map(limit -> later(limit, definition.deadline()))
                .filter(limit -> limit.isBefore(asked))
                .orElse(asked);
    }

    private Optional<RetentionPolicy> of(TaskDefinition definition) {
        return policies.stream().filter(policy -> policy.matches(definition)).findFirst();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    static String words(Duration keep) {
        return keep.toDays() > 0 && keep.equals(Duration.ofDays(keep.toDays()))
                ? keep.toDays() + " days"
                : keep.toHours() + " hours";
    }
}

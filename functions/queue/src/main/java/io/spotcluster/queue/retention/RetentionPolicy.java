package io.spotcluster.queue.retention;

import io.spotcluster.queue.task.TaskDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A limit for some tasks.
 *
 * @param name by which operators know it
 * @param match what the definition of a task must have; every task, if it is empty. Of each field any of the texts will do
 * @param tasks for how long after its {@code created} a task is kept at most; without a limit, if absent
 * @param artifacts for artifacts by their names: the first one that matches counts
 */
public record RetentionPolicy(
        String name, Map<Field, List<Wildcard>> match, Optional<Duration> tasks, List<OfArtifacts> artifacts) {
    public RetentionPolicy {
        match = Map.copyOf(match);
        artifacts = List.copyOf(artifacts);
    }

    /** What a policy may ask for; a definition that has several of it must have one that matches. */
    public enum Field {
        SCHEDULER_ID("schedulerId"),
        PROJECT_ID("projectId"),
        TASK_QUEUE_ID("taskQueueId"),
        SCOPE("scope"),
        ROUTE("route");

        private final String word;

        Field(String word) {
            this.word = word;
        }

        private List<String> of(TaskDefinition definition) {
            return switch (this) {
                case SCHEDULER_ID -> List.of(definition.schedulerId());
                case PROJECT_ID -> List.of(definition.projectId());
                case TASK_QUEUE_ID -> List.of(definition.taskQueueId().text());
                case SCOPE -> definition.scopes();
                case ROUTE -> definition.routes();
            };
        }

        /** As it stands in configuration. */
        String word() {
            return word;
        }
    }

    /**
     * A limit for some artifacts.
     *
     * @param names any of them will do
     * @param keep for how long after the start of their run they are kept at most
     */
    public record OfArtifacts(List<Wildcard> names, Duration keep) {
        public OfArtifacts {
            names = List.copyOf(names);
        }
    }

    boolean matches(TaskDefinition definition) {
        return match.entrySet().stream()
                .allMatch(wanted -> wanted.getKey().of(definition).stream()
                        .anyMatch(value -> matchesAny(wanted.getValue(), value)));
    }

    Optional<Duration> ofArtifact(String name) {
        return artifacts.stream()
                .filter(limit -> matchesAny(limit.names(), name))
                .map(OfArtifacts::keep)
                .findFirst();
    }

    private static boolean matchesAny(List<Wildcard> wildcards, String value) {
        return wildcards.stream().anyMatch(wildcard -> wildcard.matches(value));
    }
}

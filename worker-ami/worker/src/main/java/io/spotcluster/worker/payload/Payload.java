package io.spotcluster.worker.payload;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A valid payload, with the defaults filled in. Its schema is {@code schemas/worker/v1/payload.json}.
 *
 * @param commands argument lists, run one after another until one fails
 * @param environment on top of what the worker sets
 * @param retryExitCodes that end the run as {@code intermittent-task}
 */
public record Payload(
        List<List<String>> commands,
        Duration maxRunTime,
        Map<String, String> environment,
        List<ArtifactDeclaration> artifacts,
        List<Mount> mounts,
        Set<Integer> retryExitCodes,
        Logs logs) {
    public Payload {
        commands = commands.stream().map(List::copyOf).toList();
        environment = Map.copyOf(environment);
        artifacts = List.copyOf(artifacts);
        mounts = List.copyOf(mounts);
        retryExitCodes = Set.copyOf(retryExitCodes);
    }
}

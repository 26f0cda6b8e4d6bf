package io.spotcluster.worker.task;

import io.spotcluster.worker.configuration.WorkerConfiguration;
import io.spotcluster.worker.files.TaskDirectory;
import io.spotcluster.worker.payload.Payload;
import io.spotcluster.worker.queue.Claim;
import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The environment of a task's commands: that of the worker without what might be a secret, then the payload's, then what the
 * worker itself sets and no payload can change.
 */
final class TaskEnvironment {
    private static final List<String> SECRETS = List.of("TASKCLUSTER_", "AWS_");

    /** On Windows {@code Path} and {@code PATH} are one variable. */
    private static final boolean IGNORES_CASE = File.separatorChar != '/';

    private TaskEnvironment() {}

    static Map<String, String> of(
            Map<String, String> inherited,
            WorkerConfiguration configuration,
            Claim claim,
            Payload payload,
            TaskDirectory directory) {
        Map<String, String> environment = inherited(inherited, IGNORES_CASE);
        String temporary = directory.temporary().toString();
        environment.put("TMPDIR", temporary);
        environment.put("TMP", temporary);
        environment.put("TEMP", temporary);
        environment.putAll(payload.environment());
        environment.put("TASK_ID", claim.run().taskId());
        environment.put("RUN_ID", Integer.toString(claim.run().runId()));
        environment.put("TASK_WORKDIR", directory.work().toString());
        environment.put("TASK_GROUP_ID", claim.task().taskGroupId());
        environment.put("TASKCLUSTER_ROOT_URL", configuration.rootUrl().toString());
        ObjectNode location = JsonNodeFactory.instance.objectNode();
        configuration.workerLocation().forEach(location::put);
        environment.put("TASKCLUSTER_WORKER_LOCATION", location.toString());
        configuration.instanceType().ifPresent(type -> environment.put("TASKCLUSTER_INSTANCE_TYPE", type));
        return environment;
    }

    /**
     * What tasks get of the worker's environment, to be added to.
     *
     * @param ignoresCase whether names that differ only in case are one variable; the first one's spelling stays
     */
    static Map<String, String> inherited(Map<String, String> inherited, boolean ignoresCase) {
        Map<String, String> environment = ignoresCase ? new TreeMap<>(String.CASE_INSENSITIVE_ORDER) : new HashMap<>();
        inherited.forEach((name, value) -> {
            if (SECRETS.stream().noneMatch(secret -> name.regionMatches(ignoresCase, 0, secret, 0, secret.length()))) {
                environment.put(name, value);
            }
        });
        return environment;
    }
}

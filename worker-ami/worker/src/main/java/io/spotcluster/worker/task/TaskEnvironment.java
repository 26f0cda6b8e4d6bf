package io.spotcluster.worker.task;

import io.spotcluster.worker.configuration.WorkerConfiguration;
import io.spotcluster.worker.files.TaskDirectory;
import io.spotcluster.worker.payload.Payload;
import io.spotcluster.worker.queue.Claim;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The environment of a task's commands: that of the worker without what might be a secret, then the payload's, then what the
 * worker itself sets and no payload can change.
 */
final class TaskEnvironment {
    private TaskEnvironment() {}

    static Map<String, String> of(
            Map<String, String> inherited,
            WorkerConfiguration configuration,
            Claim claim,
            Payload payload,
            TaskDirectory directory) {
        Map<String, String> environment = new HashMap<>();
        inherited.forEach((name, value) -> {
            if (!name.startsWith("TASKCLUSTER_") && !name.startsWith("AWS_")) {
                environment.put(name, value);
            }
        });
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
}

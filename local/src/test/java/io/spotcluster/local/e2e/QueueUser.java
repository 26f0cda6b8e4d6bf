package io.spotcluster.local.e2e;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.client.ApiClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the tests ask of a queue. */
record QueueUser(ApiClient api, Credentials credentials) {
    static final String ARTIFACT = "public/result.txt";

    private static final String SERVICE = "queue";

    /** A task that no worker of ours runs, unless {@code taskQueueId} is theirs. */
    void create(
            String taskId, String taskGroupId, String taskQueueId, List<String> dependencies, Map<String, ?> payload)
            throws IOException, InterruptedException {
        api.call(
                ApiCall.put(SERVICE, "task", taskId)
                        .withBody(definition(taskGroupId, taskQueueId, dependencies, payload)),
                credentials);
    }

    void createTagged(String taskId, String taskQueueId, Map<String, String> tags)
            throws IOException, InterruptedException {
        Map<String, Object> task = new HashMap<>(definition(taskId, taskQueueId, List.of(), Map.of()));
        task.put("tags", tags);
        api.call(ApiCall.put(SERVICE, "task", taskId).withBody(task), credentials);
    }

    static Map<String, Object> definition(
            String taskGroupId, String taskQueueId, List<String> dependencies, Map<String, ?> payload) {
        return Map.of(
                "taskGroupId",
                taskGroupId,
                "schedulerId",
                "tests",
                "taskQueueId",
                taskQueueId,
                "dependencies",
                dependencies,
                "created",
                in(Duration.ZERO),
                "deadline",
                in(Duration.ofHours(2)),
                "expires",
                in(Duration.ofDays(2)),
                "payload",
                payload,
                "metadata",
                Map.of(
                        "name", "a task",
                        "description", "of an end-to-end test",
                        "owner", "tests@example.com",
                        "source", "https://example.com/tests"));
    }

    JsonNode status(String taskId) throws IOException, InterruptedException {
        return api.call(ApiCall.get(SERVICE, "task", taskId, "status"), credentials)
                .body()
                .path("status");
    }

    String state(String taskId) throws IOException, InterruptedException {
        return status(taskId).path("state").asString("");
    }

    /** @return the claims, of two tasks at most */
    List<JsonNode> claimWork(String taskQueueId, String workerId) throws IOException, InterruptedException {
        List<JsonNode> claims = new ArrayList<>();
        api.call(
                        ApiCall.post(SERVICE, "claim-work", taskQueueId)
                                .withBody(Map.of("workerGroup", "tests", "workerId", workerId, "tasks", 2)),
                        credentials)
                .body()
                .path("tasks")
                .forEach(claims::add);
        return claims;
    }

    void claim(String taskId, int runId) throws IOException, InterruptedException {
        api.call(
                ApiCall.post(SERVICE, "task", taskId, "runs", Integer.toString(runId), "claim")
                        .withBody(Map.of("workerGroup", "tests", "workerId", "last-one")),
                credentials);
    }

    void createArtifact(String taskId, int runId) throws IOException, InterruptedException {
        api.call(
                ApiCall.post(SERVICE, "task", taskId, "runs", Integer.toString(runId), "artifacts", ARTIFACT)
                        .withBody(Map.of(
                                "storageType", "reference",
                                "expires", in(Duration.ofDays(1)),
                                "url", "https://example.com/result.txt",
                                "contentType", "text/plain")),
                credentials);
    }

    List<String> artifacts(String taskId, int runId) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        api.call(ApiCall.get(SERVICE, "task", taskId, "runs", Integer.toString(runId), "artifacts"), credentials)
                .body()
                .path("artifacts")
                .forEach(artifact -> names.add(artifact.path("name").asString("")));
        return names;
    }

    void reportCompleted(String taskId, int runId) throws IOException, InterruptedException {
        api.call(ApiCall.post(SERVICE, "task", taskId, "runs", Integer.toString(runId), "completed"), credentials);
    }

    private static String in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}

package io.spotcluster.bench.load;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.base.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the load does with tasks: create, claim, upload, complete. */
final class Tasks {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FILLER = "x".repeat(400);

    private final Instance.Connection connection;
    private final String taskQueueId;
    private final String worker;

    Tasks(Instance.Connection connection, String taskQueueId, String worker) {
        this.connection = connection;
        this.taskQueueId = taskQueueId;
        this.worker = worker;
    }

    /** A claimed task. */
    record Claim(String taskId, int runId, Credentials credentials) {}

    /** Creates a task whose definition is about 1 KB. */
    void create(String taskId, String taskGroupId, List<String> dependencies) {
        Instant now = Instant.now();
        ObjectNode task = JSON.createObjectNode();
        task.put("taskQueueId", taskQueueId);
        task.put("schedulerId", "bench");
        task.put("projectId", "bench");
        task.put("taskGroupId", taskGroupId);
        ArrayNode edges = task.putArray("dependencies");
        dependencies.forEach(edges::add);
        task.put("created", Timestamp.format(now));
        task.put("deadline", Timestamp.format(now.plus(Duration.ofHours(2))));
        task.put("expires", Timestamp.format(now.plus(Duration.ofDays(3))));
        ObjectNode payload = task.putObject("payload");
        payload.putArray("command").addArray().add("true");
        payload.put("maxRunTime", 60);
        payload.putObject("env").put("FILLER", FILLER);
        task.putObject("metadata")
                .put("name", "bench")
                .put("description", "a task of the load bench")
                .put("owner", "bench@example.com")
                .put("source", "https://example.com/bench");
        connection.call("createTask", "PUT", "/task/" + taskId, Optional.of(task.toString()));
    }

    List<Claim> claim(int limit) {
        ObjectNode request = JSON.createObjectNode();
        request.put("tasks", limit).put("workerGroup", "bench").put("workerId", worker);
        JsonNode reply = connection.call(
                "claimWork", "POST", "/claim-work/" + taskQueueId.replace("/", "%2F"), Optional.of(request.toString()));
        List<Claim> claims = new ArrayList<>();
        for (JsonNode claim : reply.get("tasks")) {
            JsonNode credentials = claim.get("credentials");
            claims.add(new Claim(
                    claim.get("status").get("taskId").asString(),
                    claim.get("runId").asInt(),
                    new Credentials(
                            credentials.get("clientId").asString(),
                            new io.spotcluster.api.authentication.AccessToken(
                                    credentials.get("accessToken").asString()),
                            Optional.of(credentials.get("certificate").asString()))));
        }
        return claims;
    }

    void artifact(Claim claim) {
        ObjectNode artifact = JSON.createObjectNode();
        artifact.put("storageType", "reference");
        artifact.put("contentType", "text/plain");
        artifact.put("url", "https://example.com/bench/" + claim.taskId());
        artifact.put("expires", Timestamp.format(Instant.now().plus(Duration.ofDays(1))));
        connection.call(
                "createArtifact",
                "POST",
                "/task/%s/runs/%d/artifacts/public%%2Flog.txt".formatted(claim.taskId(), claim.runId()),
                Optional.of(artifact.toString()),
                claim.credentials());
    }

    void completed(Claim claim) {
        connection.call(
                "reportCompleted",
                "POST",
                "/task/%s/runs/%d/completed".formatted(claim.taskId(), claim.runId()),
                Optional.empty(),
                claim.credentials());
    }
}

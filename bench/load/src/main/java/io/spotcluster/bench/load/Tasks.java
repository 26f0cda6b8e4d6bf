package io.spotcluster.bench.load;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the load does with tasks: create, claim, upload, complete. For one thread. */
final class Tasks implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FILLER = "x".repeat(400);

    private final URI root;
    private final Connection connection;
    private final RequestSigner signer;
    private final String taskQueueId;
    private final String worker;
    private final Latencies latencies;

    Tasks(URI root, Credentials credentials, String taskQueueId, String worker, Latencies latencies) {
        this.root = root;
        this.signer = RequestSigner.of(credentials, Clock.systemUTC());
        this.taskQueueId = taskQueueId;
        this.worker = worker;
        this.latencies = latencies;
        try {
            this.connection = new Connection(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A claimed task. */
    record Claim(String taskId, int runId, RequestSigner signer) {}

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
        call("createTask", "PUT", "/task/" + taskId, json(task), signer);
    }

    List<Claim> claim(int limit) {
        ObjectNode request = JSON.createObjectNode();
        request.put("tasks", limit).put("workerGroup", "bench").put("workerId", worker);
        Connection.Reply reply =
                call("claimWork", "POST", "/claim-work/" + taskQueueId.replace("/", "%2F"), json(request), signer);
        List<Claim> claims = new ArrayList<>();
        for (JsonNode claim : JSON.readTree(reply.body().unsafeArray()).get("tasks")) {
            claims.add(claim(claim, claim.get("status").get("taskId").asString()));
        }
        return claims;
    }

    private static Claim claim(JsonNode claim, String taskId) {
        JsonNode issued = claim.get("credentials");
        Credentials credentials = new Credentials(
                issued.get("clientId").asString(),
                new AccessToken(issued.get("accessToken").asString()),
                Optional.of(issued.get("certificate").asString()));
        return new Claim(taskId, claim.get("runId").asInt(), RequestSigner.of(credentials, Clock.systemUTC()));
    }

    void artifact(Claim claim) {
        artifact(claim, "public/log.txt");
    }

    void artifact(Claim claim, String name) {
        ObjectNode artifact = JSON.createObjectNode();
        artifact.put("storageType", "reference");
        artifact.put("contentType", "text/plain");
        artifact.put("url", "https://example.com/bench/" + claim.taskId());
        artifact.put("expires", Timestamp.format(Instant.now().plus(Duration.ofDays(1))));
        call(
                "createArtifact",
                "POST",
                "/task/%s/runs/%d/artifacts/%s".formatted(claim.taskId(), claim.runId(), name.replace("/", "%2F")),
                json(artifact),
                claim.signer());
    }

    /** @return the same claim with its new credentials */
    Claim reclaimed(Claim claim) {
        String path = "/task/%s/runs/%d/reclaim".formatted(claim.taskId(), claim.runId());
        Connection.Reply reply = call("reclaimTask", "POST", path, Bytes.EMPTY, claim.signer());
        return claim(JSON.readTree(reply.body().unsafeArray()), claim.taskId());
    }

    /** @param path below the queue's */
    void get(String name, String path) {
        call(name, "GET", path, Bytes.EMPTY, signer);
    }

    void completed(Claim claim) {
        call(
                "reportCompleted",
                "POST",
                "/task/%s/runs/%d/completed".formatted(claim.taskId(), claim.runId()),
                Bytes.EMPTY,
                claim.signer());
    }

    /** Whether the task is completed, with its artifact, as the instance tells. */
    boolean isWhole(String taskId) {
        JsonNode status = JSON.readTree(call("status", "GET", "/task/%s/status".formatted(taskId), Bytes.EMPTY, signer)
                .body()
                .unsafeArray());
        JsonNode artifacts = JSON.readTree(
                call("listArtifacts", "GET", "/task/%s/runs/0/artifacts".formatted(taskId), Bytes.EMPTY, signer)
                        .body()
                        .unsafeArray());
        return status.path("status").path("state").asString("").equals("completed")
                && artifacts.path("artifacts").size() == 1;
    }

    private static Bytes json(JsonNode document) {
        return Bytes.wrap(document.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalStateException when the instance refuses: a load of refusals measures nothing */
    private Connection.Reply call(String name, String method, String path, Bytes body, RequestSigner as) {
        URI url = URI.create(root + "/api/queue/v1" + path);
        String authorization =
                body.length() == 0 ? as.header(method, url) : as.header(method, url, "application/json", body);
        try {
            long start = System.nanoTime();
            Connection.Reply reply = connection.call(method, url, authorization, body);
            latencies.record(name, System.nanoTime() - start);
            if (reply.status() >= 400) {
                throw new IllegalStateException("%s answered %d: %s"
                        .formatted(name, reply.status(), reply.body().asUtf8()));
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " got no answer", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

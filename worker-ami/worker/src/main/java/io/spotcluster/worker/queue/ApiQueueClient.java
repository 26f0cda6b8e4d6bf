package io.spotcluster.worker.queue;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.base.Timestamp;
import io.spotcluster.worker.queue.NewArtifact.Link;
import io.spotcluster.worker.queue.NewArtifact.Missing;
import io.spotcluster.worker.queue.NewArtifact.Reference;
import io.spotcluster.worker.queue.NewArtifact.Stored;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Speaks the queue's API, as its schemas in {@code schemas/queue/v1} have it. */
public final class ApiQueueClient implements QueueClient {
    /** With a request for work: the same value means the same request, tried again. */
    public static final String NONCE_HEADER = "x-spotcluster-claim-nonce";

    private static final String QUEUE = "queue";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ApiClient api;
    private final WorkerIdentity worker;
    private final Credentials workerCredentials;

    public ApiQueueClient(ApiClient api, WorkerIdentity worker, Credentials workerCredentials) {
        this.api = api;
        this.worker = worker;
        this.workerCredentials = workerCredentials;
    }

    @Override
    public List<Claim> claimWork(int tasks, String nonce) throws IOException, InterruptedException {
        ObjectNode request = JSON.objectNode()
                .put("tasks", tasks)
                .put("workerGroup", worker.workerGroup())
                .put("workerId", worker.workerId());
        ApiCall call = ApiCall.post(QUEUE, "claim-work", worker.workerPoolId())
                .withBody(request)
                .withHeader(NONCE_HEADER, nonce);
        JsonNode reply = api.call(call, workerCredentials).body();
        List<Claim> claims = new ArrayList<>();
        for (JsonNode claim : reply.path("tasks")) {
            claims.add(claim(claim));
        }
        return claims;
    }

    @Override
    public Lease reclaim(RunKey run, Credentials credentials) throws IOException, InterruptedException {
        return lease(api.call(post(run, "reclaim"), credentials).body());
    }

    @Override
    public RunStatus status(RunKey run) throws IOException, InterruptedException {
        JsonNode reply =
                api.call(ApiCall.get(QUEUE, "task", run.taskId(), "status")).body();
        JsonNode status = reply.path("status").path("runs").path(run.runId());
        String state = text(status, "state");
        return new RunStatus(state, status.path("reasonResolved").asString(state));
    }

    @Override
    public Optional<UploadAddress> createArtifact(
            RunKey run, String name, NewArtifact artifact, Credentials credentials)
            throws IOException, InterruptedException {
        ObjectNode request = JSON.objectNode().put("expires", Timestamp.format(artifact.expires()));
        switch (artifact) {
            case Stored stored ->
                request.put("storageType", "s3")
                        .put("contentType", stored.contentType())
                        .put("contentLength", stored.contentLength());
            case Reference reference ->
                request.put("storageType", "reference")
                        .put("contentType", reference.contentType())
                        .put("url", reference.url().toString());
            case Link link ->
                request.put("storageType", "link")
                        .put("contentType", link.contentType())
                        .put("artifact", link.artifact());
            case Missing missing ->
                request.put("storageType", "error")
                        .put("reason", missing.reason().word())
                        .put("message", missing.message());
        }
        JsonNode reply = api.call(post(run, "artifacts", name).withBody(request), credentials)
                .body();
        return artifact instanceof Stored
                ? Optional.of(new UploadAddress(uri(text(reply, "putUrl")), text(reply, "contentType")))
                : Optional.empty();
    }

    @Override
    public ArtifactSource latestArtifact(String taskId, String name, Credentials credentials)
            throws IOException, InterruptedException {
        JsonNode reply = api.call(ApiCall.get(QUEUE, "task", taskId, "artifact-content", name), credentials)
                .body();
        String storageType = text(reply, "storageType");
        return switch (storageType) {
            case "s3", "reference" -> new ArtifactSource.At(uri(text(reply, "url")));
            case "error" -> new ArtifactSource.Absent(text(reply, "reason"), text(reply, "message"));
            default ->
                new ArtifactSource.Absent(
                        "unsupported", "this worker cannot read artifacts of storage type '" + storageType + "'");
        };
    }

    @Override
    public void resolve(RunKey run, Resolution resolution, Credentials credentials)
            throws IOException, InterruptedException {
        ApiCall call = resolution.isException()
                ? post(run, "exception").withBody(JSON.objectNode().put("reason", resolution.word()))
                : post(run, resolution.word());
        api.call(call, credentials);
    }

    private static Claim claim(JsonNode claim) throws IOException {
        RunKey run = new RunKey(
                text(claim.path("status"), "taskId"), claim.path("runId").asInt());
        JsonNode task = claim.path("task");
        Set<String> dependencies = new HashSet<>();
        task.path("dependencies").forEach(dependency -> dependencies.add(dependency.asString()));
        JsonNode metadata = task.path("metadata");
        TaskDefinition definition = new TaskDefinition(
                metadata.path("name").asString(""),
                metadata.path("owner").asString(""),
                metadata.path("source").asString(""),
                text(claim.path("status"), "taskGroupId"),
                dependencies,
                time(task, "created"),
                time(task, "deadline"),
                time(claim.path("status"), "expires"),
                task.path("payload"));
        JsonNode status = claim.path("status").path("runs").path(run.runId());
        Duration pending = Duration.between(time(status, "scheduled"), time(status, "started"));
        return new Claim(run, lease(claim), pending, definition);
    }

    private static Lease lease(JsonNode reply) throws IOException {
        JsonNode credentials = reply.path("credentials");
        return new Lease(
                time(reply, "takenUntil"),
                new Credentials(
                        text(credentials, "clientId"),
                        new AccessToken(text(credentials, "accessToken")),
                        Optional.of(text(credentials, "certificate"))));
    }

    private static Instant time(JsonNode object, String member) throws IOException {
        return Timestamp.parse(member, text(object, member));
    }

    private static String text(JsonNode object, String member) throws IOException {
        JsonNode value = object.path(member);
        if (!value.isString()) {
            throw new IOException("the queue's reply has no string `" + member + "`");
        }
        return value.stringValue();
    }

    private static URI uri(String text) throws IOException {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("the queue's reply has no valid URL", e);
        }
    }

    private static ApiCall post(RunKey run, String... rest) {
        String[] path = {"task", run.taskId(), "runs", Integer.toString(run.runId())};
        return ApiCall.post(
                QUEUE, Stream.concat(Arrays.stream(path), Arrays.stream(rest)).toArray(String[]::new));
    }
}

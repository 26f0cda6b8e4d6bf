package io.spotcluster.bench.queue;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.Timestamp;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls a queue that lives in this process, signed as over the wire. */
final class Client {
    static final String ROOT_URL = "http://127.0.0.1";
    /** How long after its creation a task's is. */
    static final Duration DEADLINE = Duration.ofDays(1);

    private static final String API = "/api/queue/v1";

    /** What a small build task has: with the rest of a definition, about 2 KB. */
    private static final String SCRIPT = """
            set -eu
            git clone --depth 1 "$REPOSITORY" checkout
            cd checkout
            ./configure --prefix=/usr --enable-optimize --disable-debug
            make -j"$(nproc)" all
            make check || { tail -n 200 build.log; exit 1; }
            tar --create --xz --file ../public/build.tar.xz dist
            sha256sum ../public/build.tar.xz | tee ../public/SHA256SUMS
            """.repeat(2);

    private final HttpService http;
    private final Clock clock;
    private final RequestSigner root;

    /** @param http of a kernel; what it costs is measured around {@link #call} */
    Client(HttpService http, Credentials root, Clock clock) {
        this.http = http;
        this.clock = clock;
        this.root = RequestSigner.of(root, clock);
    }

    /** A claimed run. */
    record Claim(String taskId, int runId, RequestSigner signer) {}

    /** A request, signed. To be made before the time is taken. */
    record Prepared(HttpRequest request) {}

    Prepared prepare(String method, String path, Optional<? extends JsonNode> body, RequestSigner signer) {
        URI url = URI.create(ROOT_URL + API + path);
        Bytes content = body.map(json -> Bytes.wrap(Json.MAPPER.writeValueAsBytes(json)))
                .orElse(Bytes.EMPTY);
        String authorization = content.length() == 0
                ? signer.header(method, url)
                : signer.header(method, url, "application/json", content);
        return new Prepared(new HttpRequest(
                method,
                url.getRawPath(),
                Optional.ofNullable(url.getRawQuery()).orElse(""),
                Map.of("authorization", List.of(authorization), "content-type", List.of("application/json")),
                content,
                "127.0.0.1"));
    }

    Prepared prepare(String method, String path, Optional<? extends JsonNode> body) {
        return prepare(method, path, body, root);
    }

    /** @throws IllegalStateException when the queue refuses: refusals measure nothing */
    HttpReply call(Prepared prepared) {
        HttpReply reply = http.handle(prepared.request());
        if (reply.status() != 200) {
            throw new IllegalStateException("%s %s answered %d: %s"
                    .formatted(
                            prepared.request().method(),
                            prepared.request().rawPath(),
                            reply.status(),
                            reply.body().asUtf8()));
        }
        return reply;
    }

    static JsonNode json(HttpReply reply) {
        return Json.parse(reply.body().asUtf8());
    }

    Prepared create(String taskId, String taskGroupId, String taskQueueId, Collection<String> dependencies) {
        Instant now = clock.instant();
        ObjectNode task = Json.MAPPER.createObjectNode();
        task.put("taskQueueId", taskQueueId);
        task.put("schedulerId", "bench-level-1");
        task.put("projectId", "bench");
        task.put("taskGroupId", taskGroupId);
        ArrayNode edges = task.putArray("dependencies");
        dependencies.forEach(edges::add);
        task.put("created", Timestamp.format(now));
        task.put("deadline", Timestamp.format(now.plus(DEADLINE)));
        task.put("expires", Timestamp.format(now.plus(Duration.ofDays(28))));
        task.putArray("routes").add("index.bench.v2.project.latest.build");
        task.putObject("tags").put("kind", "build").put("os", "linux").put("createdForUser", "bench@example.com");
        ObjectNode payload = task.putObject("payload");
        payload.putArray("command").addArray().add("/bin/bash").add("-c").add(SCRIPT);
        payload.put("maxRunTime", 3600);
        payload.putObject("env")
                .put("REPOSITORY", "https://example.com/repository")
                .put("TASK", taskId);
        task.putObject("metadata")
                .put("name", "build-linux64/opt")
                .put("description", "A build of the bench, with a definition of about 2 KB as such tasks have.")
                .put("owner", "bench@example.com")
                .put("source", "https://example.com/repository/file/tip/taskcluster/kinds/build");
        return prepare("PUT", "/task/" + taskId, Optional.of(task));
    }

    Prepared claimWork(String taskQueueId, String worker, int count) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("workerGroup", "bench").put("workerId", worker).put("tasks", count);
        return prepare("POST", "/claim-work/" + taskQueueId.replace("/", "%2F"), Optional.of(body));
    }

    List<Claim> claims(HttpReply reply) {
        List<Claim> claims = new ArrayList<>();
        for (JsonNode claim : json(reply).path("tasks")) {
            claims.add(new Claim(
                    claim.path("status").path("taskId").asString(),
                    claim.path("runId").asInt(),
                    RequestSigner.of(credentials(claim.path("credentials")), clock)));
        }
        return claims;
    }

    static Credentials credentials(JsonNode json) {
        return new Credentials(
                json.path("clientId").asString(),
                new AccessToken(json.path("accessToken").asString()),
                Optional.of(json.path("certificate").asString()));
    }

    Prepared reclaim(Claim claim) {
        return prepare("POST", run(claim) + "/reclaim", Optional.empty(), claim.signer());
    }

    Prepared uploadArtifact(Claim claim, String name) {
        ObjectNode artifact = Json.MAPPER.createObjectNode();
        artifact.put("storageType", "s3");
        artifact.put("contentType", "text/plain");
        artifact.put("expires", Timestamp.format(clock.instant().plus(Duration.ofDays(14))));
        return prepare(
                "POST",
                "%s/artifacts/%s".formatted(run(claim), name.replace("/", "%2F")),
                Optional.of(artifact),
                claim.signer());
    }

    Prepared completed(Claim claim) {
        return prepare("POST", run(claim) + "/completed", Optional.empty(), claim.signer());
    }

    private static String run(Claim claim) {
        return "/task/%s/runs/%d".formatted(claim.taskId(), claim.runId());
    }
}

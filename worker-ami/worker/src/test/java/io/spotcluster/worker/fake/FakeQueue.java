package io.spotcluster.worker.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.HawkAuthenticator;
import io.spotcluster.api.authentication.Identities;
import io.spotcluster.api.authentication.Identity;
import io.spotcluster.api.authentication.TemporaryCredentials;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.json.Secrets;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A queue over HTTP, with the calls that a worker makes. It checks signatures, scopes and schemas as the real one does, and
 * keeps the rules that workers must know: no artifacts or reports for a run that is over, no second artifact of a name.
 */
public final class FakeQueue implements AutoCloseable {
    /** What claims tasks. */
    public static final Credentials WORKER =
            Credentials.of("test/worker", "a-worker-token-of-44-characters-0123456789abc");

    private static final String POOL = "test/pool";
    private static final Clock CLOCK = Clock.systemUTC();

    private final SchemaCatalog schemas = new SchemaCatalog();
    private final Map<String, FakeRun> runs = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<FakeRun> pending = new LinkedBlockingQueue<>();
    private final List<Failure> failures = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<WorkRequest> workRequests = new CopyOnWriteArrayList<>();
    private final Map<String, Bytes> files = new ConcurrentHashMap<>();
    private volatile Duration claimTime = Duration.ofMinutes(20);
    private volatile HttpServer server;
    private volatile HawkAuthenticator authenticator;

    /** An answer to give instead of the real one, a number of times. */
    private record Failure(Predicate<String> call, int status, AtomicInteger left) {
        boolean applies(String method, String path) {
            return call.test(method + " " + path) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        }
    }

    public FakeQueue() {
        // Without it every answer waits 40 ms for a delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = listen(0);
        authenticator = authenticator(rootUrl());
    }

    private static HawkAuthenticator authenticator(URI signed) {
        return new HawkAuthenticator(new Clients(), List.of(SignedHost.of(signed)), CLOCK);
    }

    /** From now on requests are to be signed for this root URL instead of the server's own. */
    public void accept(URI rootUrl) {
        authenticator = authenticator(rootUrl);
    }

    private HttpServer listen(int port) {
        try {
            HttpServer created = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            created.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            created.createContext("/", this::answer);
            created.start();
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI rootUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public String workerPoolId() {
        return POOL;
    }

    /** How long claims last from now on. */
    public void claimFor(Duration duration) {
        claimTime = duration;
    }

    /** Answers calls with an error, some times. The call is tested as {@code POST /api/queue/v1/...}, unescaped. */
    public void fail(int status, int times, Predicate<String> call) {
        failures.add(new Failure(call, status, new AtomicInteger(times)));
    }

    /** As if the server's process had ended. */
    public void goDown() {
        server.stop(0);
    }

    /** As if it had been started again, on the same port, with everything it knew. */
    public void comeBack() {
        server = listen(server.getAddress().getPort());
    }

    /** Serves a file, at an address of no meaning. */
    public URI serve(String name, Bytes content) {
        files.put(name, content);
        return rootUrl().resolve("/files/" + name);
    }

    /** Makes a task pending. */
    public FakeRun add(ObjectNode payload) {
        return add(payload, task -> {});
    }

    /**
     * Makes a task pending.
     *
     * @param change to the definition
     */
    public FakeRun add(ObjectNode payload, Consumer<ObjectNode> change) {
        FakeRun run = resolved(payload, change);
        pending.add(run);
        return run;
    }

    /** A task that is there without being pending: for the artifacts of another. */
    public FakeRun resolved(ObjectNode payload, Consumer<ObjectNode> change) {
        Instant now = Instant.now();
        String taskId = Slug.nice();
        ObjectNode definition = Json.MAPPER.createObjectNode();
        definition.put("provisionerId", "test");
        definition.put("workerType", "pool");
        definition.put("taskQueueId", POOL);
        definition.put("taskGroupId", taskId);
        definition.putArray("dependencies");
        definition.put("created", Timestamp.format(now));
        definition.put("deadline", Timestamp.format(now.plus(Duration.ofHours(1))));
        definition.put("expires", Timestamp.format(now.plus(Duration.ofDays(1))));
        definition
                .putObject("metadata")
                .put("name", "a test")
                .put("description", "runs in a test")
                .put("owner", "owner@example.com")
                .put("source", "https://example.com/source");
        definition.set("payload", payload);
        change.accept(definition);
        FakeRun run = new FakeRun(taskId, definition);
        runs.put(taskId, run);
        return run;
    }

    /**
     * A request for work that came.
     *
     * @param lost whether it got no proper answer
     */
    public record WorkRequest(String nonce, boolean lost) {}

    /** All requests for work so far. */
    public List<WorkRequest> workRequests() {
        return List.copyOf(workRequests);
    }

    /** What the worker did against the protocol. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** An answer. */
    private record Answer(int status, JsonNode body) {
        static Answer of(JsonNode body) {
            return new Answer(200, body);
        }

        static Answer error(int status, String code, String message) {
            return new Answer(
                    status, Json.MAPPER.createObjectNode().put("code", code).put("message", message));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String rawPath = exchange.getRequestURI().getRawPath();
            String path = decode(rawPath);
            String method = exchange.getRequestMethod();
            Optional<Failure> failure =
                    failures.stream().filter(each -> each.applies(method, path)).findFirst();
            if (path.startsWith("/api/queue/v1/claim-work/")) {
                String nonce = exchange.getRequestHeaders().getFirst("x-spotcluster-claim-nonce");
                workRequests.add(new WorkRequest(String.valueOf(nonce), failure.isPresent()));
            }
            if (failure.isPresent()) {
                exchange.sendResponseHeaders(failure.get().status(), -1);
            } else if (path.startsWith("/files/")) {
                sendFile(exchange, path.substring("/files/".length()));
            } else if (path.startsWith("/store/")) {
                store(exchange, path.substring("/store/".length()), body);
            } else {
                send(exchange, api(exchange, rawPath, Bytes.wrap(body)));
            }
        } catch (RuntimeException | AssertionError e) {
            complaints.add("the fake queue broke at %s: %s".formatted(exchange.getRequestURI(), e));
            throw e;
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = Json.write(answer.body()).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void sendFile(HttpExchange exchange, String name) throws IOException {
        Bytes content = files.get(name);
        if (content == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.sendResponseHeaders(200, content.length());
        exchange.getResponseBody().write(content.toArray());
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The store of artifacts: {@code <taskId>/<name>}. */
    private void store(HttpExchange exchange, String key, byte[] body) throws IOException {
        FakeRun run = run(key.substring(0, 22));
        String name = key.substring(23);
        StoredArtifact artifact = run.find(name).orElseThrow();
        if (exchange.getRequestMethod().equals("GET")) {
            artifact.contentEncoding()
                    .ifPresent(encoding -> exchange.getResponseHeaders().set("Content-Encoding", encoding));
            byte[] bytes = artifact.body().orElseThrow().toArray();
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            return;
        }
        run.note("put " + name);
        if (exchange.getRequestHeaders().containsKey("Authorization")) {
            complaints.add("an upload carries credentials: " + key);
        }
        if (!exchange.getRequestHeaders().containsKey("Content-Length")) {
            complaints.add("an upload has no length: " + key);
        }
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (!artifact.request().path("contentType").asString().equals(type)) {
            complaints.add("an upload has another type than agreed: " + key + " " + type);
        }
        run.put(
                name,
                artifact.uploaded(
                        Bytes.wrap(body),
                        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Encoding")),
                        Optional.ofNullable(type)));
        exchange.sendResponseHeaders(200, -1);
    }

    private Answer api(HttpExchange exchange, String rawPath, Bytes body) {
        List<String> segments = Arrays.stream(rawPath.split("/", -1))
                .skip(1)
                .map(FakeQueue::decode)
                .toList();
        if (segments.size() < 5 || !segments.subList(0, 3).equals(List.of("api", "queue", "v1"))) {
            return Answer.error(404, "ResourceNotFound", "no such method");
        }
        ScopeSet scopes;
        try {
            scopes =
                    authenticator.authenticate(request(exchange, rawPath, body)).scopes();
        } catch (RejectedException e) {
            complaints.add(String.valueOf(e.getMessage()));
            return Answer.error(401, "AuthenticationFailed", String.valueOf(e.getMessage()));
        }
        List<String> rest = segments.subList(3, segments.size());
        JsonNode document = body.length() == 0 ? Json.MAPPER.createObjectNode() : Json.parse(body.asUtf8());
        return switch (rest.getFirst()) {
            case "claim-work" -> claimWork(exchange, scopes, document);
            case "task" -> task(rest, scopes, document);
            default -> Answer.error(404, "ResourceNotFound", "no such method");
        };
    }

    private static HttpRequest request(HttpExchange exchange, String rawPath, Bytes body) {
        Map<String, List<String>> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
        return new HttpRequest(exchange.getRequestMethod(), rawPath, "", headers, body, "test");
    }

    private void require(ScopeSet scopes, String scope) {
        if (!scopes.satisfies(scope)) {
            complaints.add("a call lacks the scope " + scope);
        }
    }

    private void check(String schema, JsonNode document) {
        schemas.schema("queue/v1/" + schema)
                .violations(document, 1000, Secrets.usualAnd(Set.of()))
                .forEach(violation -> complaints.add(schema + ": " + violation));
    }

    private Answer claimWork(HttpExchange exchange, ScopeSet scopes, JsonNode request) {
        require(scopes, "queue:claim-work:" + POOL);
        check("claim-work-request.json", request);
        String nonce = exchange.getRequestHeaders().getFirst("x-spotcluster-claim-nonce");
        List<FakeRun> claimed = new ArrayList<>();
        pending.drainTo(claimed, request.path("tasks").asInt());
        ObjectNode reply = Json.MAPPER.createObjectNode();
        var tasks = reply.putArray("tasks");
        for (FakeRun run : claimed) {
            run.claim(String.valueOf(nonce));
            run.note("claim");
            ObjectNode task = claim(run)
                    .put("workerGroup", request.path("workerGroup").asString())
                    .put("workerId", request.path("workerId").asString());
            task.set("task", run.definition());
            tasks.add(task);
        }
        return Answer.of(reply);
    }

    private ObjectNode claim(FakeRun run) {
        Instant now = Instant.now();
        ObjectNode claim = Json.MAPPER.createObjectNode();
        claim.set("status", status(run));
        claim.put("runId", 0);
        claim.put("takenUntil", Timestamp.format(now.plus(claimTime)));
        Credentials credentials = TemporaryCredentials.issueNamed(
                WORKER,
                "task-client/" + run.taskId() + "/0/" + now.toEpochMilli(),
                List.of(
                        "queue:reclaim-task:" + run.taskId() + "/0",
                        "queue:resolve-task:" + run.taskId() + "/0",
                        "queue:create-artifact:" + run.taskId() + "/0"),
                now,
                now.plus(Duration.ofHours(1)));
        ObjectNode json = claim.putObject("credentials");
        credentials.reveal().forEach(json::put);
        return claim;
    }

    private JsonNode status(FakeRun run) {
        ObjectNode status = Json.MAPPER.createObjectNode();
        status.put("taskId", run.taskId());
        status.put("taskGroupId", run.taskId());
        status.put("expires", run.definition().path("expires").asString());
        status.put("state", run.state());
        ObjectNode json = status.putArray("runs").addObject();
        json.put("runId", 0);
        json.put("state", run.state());
        json.put("scheduled", run.definition().path("created").asString());
        json.put("started", Timestamp.format(Instant.now()));
        run.reasonResolved().ifPresent(reason -> json.put("reasonResolved", reason));
        return status;
    }

    private FakeRun run(String taskId) {
        FakeRun run = runs.get(taskId);
        if (run == null) {
            throw new AssertionError("there is no task " + taskId);
        }
        return run;
    }

    /** {@code task/<id>/status}, {@code task/<id>/artifact-content/<name>}, {@code task/<id>/runs/0/...}. */
    private Answer task(List<String> path, ScopeSet scopes, JsonNode document) {
        FakeRun run = run(path.get(1));
        if (path.get(2).equals("status")) {
            ObjectNode reply = Json.MAPPER.createObjectNode();
            reply.set("status", status(run));
            return Answer.of(reply);
        }
        if (path.get(2).equals("artifact-content")) {
            return content(run, path.get(3));
        }
        String call = path.get(4);
        return switch (call) {
            case "reclaim" -> reclaim(run, scopes);
            case "artifacts" -> createArtifact(run, path.get(5), scopes, document);
            case "completed", "failed" -> resolve(run, scopes, call, call);
            case "exception" -> {
                check("task-exception-request.json", document);
                yield resolve(run, scopes, call, document.path("reason").asString());
            }
            default -> Answer.error(404, "ResourceNotFound", "no such method");
        };
    }

    private Answer content(FakeRun run, String name) {
        Optional<StoredArtifact> artifact = run.find(name);
        if (artifact.isEmpty()) {
            return Answer.error(404, "ResourceNotFound", "no artifact " + name);
        }
        ObjectNode reply =
                Json.MAPPER.createObjectNode().put("storageType", artifact.get().storageType());
        if (artifact.get().storageType().equals("error")) {
            reply.set("reason", artifact.get().request().path("reason"));
            reply.set("message", artifact.get().request().path("message"));
        } else {
            reply.put("url", address(run, name).toString());
        }
        return Answer.of(reply);
    }

    private URI address(FakeRun run, String name) {
        String escaped = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return rootUrl().resolve("/store/" + run.taskId() + "/" + escaped);
    }

    private Answer reclaim(FakeRun run, ScopeSet scopes) {
        require(scopes, "queue:reclaim-task:" + run.taskId() + "/0");
        run.note("reclaim");
        if (!run.isRunning()) {
            return Answer.error(409, "RequestConflict", "the run is not running");
        }
        return Answer.of(claim(run).put("workerGroup", "group").put("workerId", "worker"));
    }

    private Answer createArtifact(FakeRun run, String name, ScopeSet scopes, JsonNode request) {
        require(scopes, "queue:create-artifact:" + run.taskId() + "/0");
        check("post-artifact-request.json", request);
        run.note("artifact " + request.path("storageType").asString() + " " + name);
        if (!run.isRunning() && !run.state().equals("exception")) {
            return Answer.error(409, "RequestConflict", "the run is over");
        }
        Optional<StoredArtifact> existing = run.find(name);
        boolean replaces = existing.isPresent()
                && existing.get().storageType().equals("reference")
                && request.path("storageType").asString().equals("link");
        if (existing.isPresent() && !existing.get().request().equals(request) && !replaces) {
            return Answer.error(409, "RequestConflict", "it exists with other properties");
        }
        if (existing.isEmpty() || replaces) {
            run.put(name, new StoredArtifact(request, Optional.empty(), Optional.empty(), Optional.empty()));
        }
        ObjectNode reply = Json.MAPPER
                .createObjectNode()
                .put("storageType", request.path("storageType").asString());
        if (request.path("storageType").asString().equals("s3")) {
            reply.put("putUrl", address(run, name).toString());
            reply.set("contentType", request.path("contentType"));
            reply.put("expires", Timestamp.format(Instant.now().plus(Duration.ofMinutes(45))));
        }
        check("post-artifact-response.json", reply);
        return Answer.of(reply);
    }

    private Answer resolve(FakeRun run, ScopeSet scopes, String state, String reason) {
        require(scopes, "queue:resolve-task:" + run.taskId() + "/0");
        run.note(state);
        boolean same = run.reasonResolved().filter(reason::equals).isPresent();
        if (!run.isRunning() && !same) {
            return Answer.error(409, "RequestConflict", "the run is not running");
        }
        run.resolve(state, reason);
        ObjectNode reply = Json.MAPPER.createObjectNode();
        reply.set("status", status(run));
        return Answer.of(reply);
    }

    /** The one client, who may do everything. */
    private static final class Clients implements Identities {
        @Override
        public Optional<Identity> client(String clientId) {
            return clientId.equals(WORKER.clientId())
                    ? Optional.of(new Identity(
                            WORKER.clientId(),
                            WORKER.accessToken(),
                            ScopeSet.of("*"),
                            Instant.now().plus(Duration.ofDays(1)),
                            false))
                    : Optional.empty();
        }

        @Override
        public RoleSet roles() {
            return RoleSet.NONE;
        }
    }
}

package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.Authenticator;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.events.Event;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import io.spotcluster.embedded.memory.MemoryBlobs;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.embedded.memory.MemoryWorkQueues;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.artifacts.FakeObjectService;
import io.spotcluster.queue.claim.CredentialsIssuer;
import io.spotcluster.queue.feed.FeedWork;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The whole queue behind a kernel, in memory, with a clock that a test turns and loops that a test runs. */
public final class QueueFixture {
    public static final String QUEUE = "proj-test/ci";
    private static final String API = "/api/queue/v1";
    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();

    public final HandTurnedClock clock;
    public final MemoryTables tables;
    public final MemoryWorkQueues work;
    public final MemoryBlobs blobs;
    public final List<Event> events;
    public final FakeObjectService objects;
    public final QueueService service;
    public final HttpService http;

    public QueueFixture() {
        this(QueueConfiguration.DEFAULT, UnaryOperator.identity(), new HeaderAuthenticator());
    }

    public QueueFixture(QueueConfiguration configuration) {
        this(configuration, UnaryOperator.identity(), new HeaderAuthenticator());
    }

    public QueueFixture(QueueConfiguration configuration, UnaryOperator<Service> watched, Authenticator authenticator) {
        clock = new HandTurnedClock();
        tables = new MemoryTables(clock);
        work = new MemoryWorkQueues(clock);
        blobs = new MemoryBlobs(clock);
        events = new CopyOnWriteArrayList<>();
        objects = new FakeObjectService();
        service = QueueService.create(configuration, ground(tables));
        http = kernel(watched, authenticator);
    }

    /**
     * A queue of other parts.
     *
     * @param wrapped what stands between the queue and {@link #tables}
     */
    QueueFixture(QueueParts parts, UnaryOperator<Tables> wrapped) {
        clock = new HandTurnedClock();
        tables = new MemoryTables(clock);
        work = new MemoryWorkQueues(clock);
        blobs = new MemoryBlobs(clock);
        events = new CopyOnWriteArrayList<>();
        objects = new FakeObjectService();
        service = QueueService.create(QueueConfiguration.DEFAULT, ground(wrapped.apply(tables)), parts);
        http = kernel(UnaryOperator.identity(), new HeaderAuthenticator());
    }

    /** The same queue behind another kernel. */
    public QueueFixture sharing(UnaryOperator<Service> watched, Authenticator authenticator) {
        return new QueueFixture(this, watched, authenticator);
    }

    private QueueFixture(QueueFixture other, UnaryOperator<Service> watched, Authenticator authenticator) {
        clock = other.clock;
        tables = other.tables;
        work = other.work;
        blobs = other.blobs;
        events = other.events;
        objects = other.objects;
        service = other.service;
        http = kernel(watched, authenticator);
    }

    /** Another process on the same stores, with nothing in its memory. */
    public QueueFixture restarted() {
        return restarted(QueueConfiguration.DEFAULT);
    }

    /** As {@link #restarted()}, with another configuration. */
    public QueueFixture restarted(QueueConfiguration configuration) {
        return new QueueFixture(this, configuration);
    }

    /** As {@link #restarted()}, of other parts. */
    QueueFixture restarted(QueueParts parts, UnaryOperator<Tables> wrapped) {
        return new QueueFixture(this, parts, wrapped);
    }

    private QueueFixture(QueueFixture other, QueueParts parts, UnaryOperator<Tables> wrapped) {
        clock = other.clock;
        tables = other.tables;
        work = other.work;
        blobs = other.blobs;
        events = other.events;
        objects = other.objects;
        service = QueueService.create(QueueConfiguration.DEFAULT, ground(wrapped.apply(tables)), parts);
        http = kernel(UnaryOperator.identity(), new HeaderAuthenticator());
    }

    private QueueFixture(QueueFixture other, QueueConfiguration configuration) {
        clock = other.clock;
        tables = other.tables;
        work = other.work;
        blobs = other.blobs;
        events = other.events;
        objects = other.objects;
        service = QueueService.create(configuration, ground(tables));
        http = kernel(UnaryOperator.identity(), new HeaderAuthenticator());
    }

    private QueueService.Ground ground(Tables seen) {
        return new QueueService.Ground(
                seen,
                work,
                blobs,
                CredentialsIssuer.signedBy(Credentials.of("root", "a token of the root client")),
                events::addAll,
                Optional.of(objects),
                clock);
    }

    private HttpService kernel(UnaryOperator<Service> watched, Authenticator authenticator) {
        return new Kernel(
                KernelConfiguration.of("http://localhost:8080", clock),
                List.of(watched.apply(service.api())),
                authenticator,
                SCHEMAS);
    }

    public HttpReply call(String method, String path) {
        return TestCall.of(method, API + path).by("*").to(http);
    }

    public HttpReply call(String method, String path, JsonNode body) {
        return TestCall.of(method, API + path).by("*").json(Json.write(body)).to(http);
    }

    public JsonNode ok(String method, String path) {
        return ok(call(method, path));
    }

    public JsonNode ok(String method, String path, JsonNode body) {
        return ok(call(method, path, body));
    }

    private static JsonNode ok(HttpReply reply) {
        assertThat(reply.status()).as(reply.body().asUtf8()).isEqualTo(200);
        return TestCall.json(reply);
    }

    public void refused(String code, String words, HttpReply reply) {
        assertThat(TestCall.code(reply)).as(reply.body().asUtf8()).isEqualTo(code);
        assertThat(TestCall.message(reply)).contains(words);
    }

    /** A definition for {@link #QUEUE}, with a deadline in an hour. */
    public ObjectNode definition(String... dependencies) {
        ObjectNode task = Json.MAPPER.createObjectNode();
        task.put("taskQueueId", QUEUE);
        task.put("created", Timestamp.format(clock.instant()));
        task.put("deadline", Timestamp.format(clock.instant().plus(Duration.ofHours(1))));
        task.putObject("payload").put("maxRunTime", 60).putArray("command").add("true");
        task.putObject("metadata")
                .put("name", "a task")
                .put("description", "does nothing")
                .put("owner", "nobody@example.com")
                .put("source", "https://example.com/task");
        List.of(dependencies).forEach(task.putArray("dependencies")::add);
        return task;
    }

    public String create(ObjectNode definition) {
        // Each is younger than the one before.
        clock.advance(Duration.ofMillis(1));
        String taskId = Slug.nice();
        ok("PUT", "/task/" + taskId, definition);
        return taskId;
    }

    public String create(String... dependencies) {
        return create(definition(dependencies));
    }

    public JsonNode status(String taskId) {
        return ok("GET", "/task/" + taskId + "/status").path("status");
    }

    public String state(String taskId) {
        return status(taskId).path("state").asString();
    }

    public List<JsonNode> claim(String worker, int count) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("workerGroup", "home").put("workerId", worker).put("tasks", count);
        return ok("POST", "/claim-work/proj-test%2Fci", body).path("tasks").values().stream()
                .toList();
    }

    /** Claims the next task and tells which. */
    public String claimOne(String worker) {
        List<JsonNode> claims = claim(worker, 1);
        assertThat(claims).hasSize(1);
        return claims.getFirst().path("status").path("taskId").asString();
    }

    public JsonNode report(String taskId, int runId, String end) {
        return ok("POST", "/task/%s/runs/%d/%s".formatted(taskId, runId, end)).path("status");
    }

    public HttpReply reportException(String taskId, int runId, String reason) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("reason", reason);
        return call("POST", "/task/%s/runs/%d/exception".formatted(taskId, runId), body);
    }

    /** Claims the next task, which must be this one, and completes it. */
    public void complete(String taskId) {
        assertThat(claimOne("finisher")).isEqualTo(taskId);
        report(taskId, status(taskId).path("runs").size() - 1, "completed");
    }

    /** Runs the loops until none of them has anything to do. */
    public void drain() {
        while (drain(QueueTables.TASKS) + drain(QueueTables.GROUPS) + drainWork() > 0) {}
    }

    private int drain(TableDefinition table) {
        List<Change> changes = tables.feed(table).read(10, Duration.ZERO);
        changes.forEach(service.feed()::handle);
        if (!changes.isEmpty()) {
            tables.feed(table).acknowledge(changes.getLast());
        }
        return changes.size();
    }

    private int drainWork() {
        List<Received> messages = work.receive(FeedWork.QUEUE, 10, Duration.ZERO);
        for (Received message : messages) {
            service.worker().work(message.body());
            work.delete(FeedWork.QUEUE, message);
        }
        return messages.size();
    }

    /** Lets time pass and the sweeper do what fell due in it. */
    public void pass(Duration duration) {
        drain();
        clock.advance(duration);
        service.sweeper().sweep(clock.instant());
        drain();
    }

    /** The last parts of the names of the exchanges of what was told since this was asked last. */
    public List<String> told() {
        drain();
        List<String> told = events.stream()
                .map(event -> event.exchange().substring(event.exchange().lastIndexOf('/') + 1))
                .toList();
        events.clear();
        return told;
    }
}

package io.spotcluster.lambda.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.Authenticator;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.embedded.memory.MemoryBlobs;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.embedded.memory.MemoryWorkQueues;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.queue.QueueConfiguration;
import io.spotcluster.queue.QueueFixture;
import io.spotcluster.queue.QueueService;
import io.spotcluster.queue.claim.CredentialsIssuer;
import io.spotcluster.queue.feed.FeedWork;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The queue's functions on stores in memory, each apart from the others and watched by a recorder of its own. */
final class RecordedQueue {
    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();

    final HandTurnedClock clock = new HandTurnedClock();
    private final Map<FunctionDefinition, Recorder> recorders;
    final MemoryTables tables = new MemoryTables(clock);
    private final MemoryWorkQueues work = new MemoryWorkQueues(clock);
    private final MemoryBlobs blobs = new MemoryBlobs(clock);
    private final Map<FunctionDefinition, QueueService> services = new HashMap<>();
    private boolean parksAll;

    /** @param recorders which several of these may share */
    RecordedQueue(Map<FunctionDefinition, Recorder> recorders) {
        this.recorders = recorders;
    }

    HttpService http(UnaryOperator<Service> watched, Authenticator authenticator) {
        return new Kernel(
                KernelConfiguration.of("http://localhost:8080", clock),
                List.of(watched.apply(service(FunctionCatalog.QUEUE_API).api())),
                authenticator,
                SCHEMAS);
    }

    HttpService http() {
        return http(UnaryOperator.identity(), new HeaderAuthenticator());
    }

    JsonNode ok(String method, String path, JsonNode body) {
        HttpReply reply = TestCall.of(method, "/api/queue/v1" + path)
                .by("*")
                .json(Json.write(body))
                .to(http());
        assertThat(reply.status()).as(reply.body().asUtf8()).isEqualTo(200);
        return TestCall.json(reply);
    }

    JsonNode ok(String method, String path) {
        return ok(method, path, Json.MAPPER.createObjectNode());
    }

    ObjectNode definition() {
        QueueFixture fixture = new QueueFixture();
        fixture.clock.advance(Duration.between(fixture.clock.instant(), clock.instant()));
        return fixture.definition();
    }

    JsonNode claim(int count) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("workerGroup", "home").put("workerId", "w1").put("tasks", count);
        return ok("POST", "/claim-work/proj-test%2Fci", body).path("tasks");
    }

    private QueueService service(FunctionDefinition function) {
        return services.computeIfAbsent(function, one -> {
            Recorder recorder = recorders.computeIfAbsent(one, _ -> new Recorder());
            return QueueService.create(
                    QueueConfiguration.DEFAULT,
                    new QueueService.Ground(
                            recorder.tables(tables),
                            recorder.queues(work),
                            recorder.blobs(blobs),
                            CredentialsIssuer.signedBy(Credentials.of("root", "a token of the root client")),
                            _ -> recorder.done.add(Recorder.PUBLISHING),
                            clock));
        });
    }

    /** As if no feed could handle a record. */
    void parkAll() {
        parksAll = true;
    }

    void loseHints(boolean lose) {
        recorders.values().forEach(recorder -> recorder.loseHints(lose));
    }

    /** Runs feeds and work until there is none. */
    void drain() {
        while (feed(QueueTables.TASKS, FunctionCatalog.QUEUE_TASK_FEED)
                        + feed(QueueTables.GROUPS, FunctionCatalog.QUEUE_GROUP_FEED)
                        + work()
                > 0) {}
    }

    private int feed(TableDefinition table, FunctionDefinition function) {
        List<Change> changes = tables.feed(table).read(10, Duration.ZERO);
        for (Change change : changes) {
            if (parksAll) {
                service(function).feed().park(change, new IllegalStateException("for the record"));
                continue;
            }
            service(function).feed().handle(change);
            // A record may come twice, and one that keeps failing is parked: then the worker handles it.
            service(function).feed().handle(change);
            work.send(FeedWork.QUEUE, new FeedWork.Parked(change).toJson(), Duration.ZERO);
        }
        if (!changes.isEmpty()) {
            tables.feed(table).acknowledge(changes.getLast());
        }
        return changes.size();
    }

    private int work() {
        List<Received> messages = work.receive(FeedWork.QUEUE, 10, Duration.ZERO);
        for (Received message : messages) {
            service(FunctionCatalog.QUEUE_WORK).worker().work(message.body());
            work.delete(FeedWork.QUEUE, message);
        }
        return messages.size();
    }

    void pass(Duration time) {
        clock.advance(time);
        service(FunctionCatalog.QUEUE_METRICS).backlog().waiting();
        service(FunctionCatalog.QUEUE_SWEEPER).sweeper().sweep(clock.instant());
        drain();
    }

    void workOn(String message) {
        service(FunctionCatalog.QUEUE_WORK).worker().work(message);
    }
}

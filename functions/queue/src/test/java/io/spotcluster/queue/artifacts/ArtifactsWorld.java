package io.spotcluster.queue.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Authority;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.Authenticator;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.events.Event;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import io.spotcluster.embedded.memory.MemoryBlobs;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.table.Change;
import io.spotcluster.queue.artifacts.Artifact.Place;
import io.spotcluster.queue.claim.CredentialsIssuer;
import io.spotcluster.queue.retention.RetentionPolicies;
import io.spotcluster.queue.tables.PendingEntry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.Definitions;
import io.spotcluster.queue.task.Resolution;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.Worker;
import io.spotcluster.queue.timer.TimerActions;
import io.spotcluster.queue.timer.Timers;
import io.spotcluster.queue.truth.DefinitionStore;
import io.spotcluster.queue.truth.Hints;
import io.spotcluster.queue.truth.PendingSignal;
import io.spotcluster.queue.truth.TaskTruth;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods about artifacts behind a kernel, with one task whose first run a worker has. */
final class ArtifactsWorld {
    static final TaskId TASK = new TaskId("fN1SbArXTPSVFNUvaOlinQ");
    static final String LOG = "public/logs/live.log";
    private static final Authority TEST = new Authority.BackgroundLoop("test");
    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();

    final HandTurnedClock clock = new HandTurnedClock();
    final MemoryTables tables = new MemoryTables(clock);
    final MemoryBlobs blobs = new MemoryBlobs(clock);
    final TaskTruth truth =
            new TaskTruth(tables, new Hints(PendingEntry.Shards.ONE), PendingSignal.NONE, clock, ArtifactsWorld::nonce);
    private final Timers timers = new Timers(tables, clock);
    private final ArtifactStore store = new ArtifactStore(tables, blobs, timers, ArtifactsWorld::nonce);
    private final DefinitionStore definitions = new DefinitionStore(tables, blobs, clock, 100_000);
    final ArtifactFeed feed = new ArtifactFeed(store, truth, definitions);
    private final Kernel kernel;

    /** Runs after the record of an artifact was written and before the status is looked at again. */
    Runnable afterWrite = () -> {};

    ArtifactsWorld() {
        this(UnaryOperator.identity(), new HeaderAuthenticator());
    }

    ArtifactsWorld(UnaryOperator<Service> watched, Authenticator authenticator) {
        this(watched, authenticator, Optional.empty());
    }

    static ArtifactsWorld with(ObjectService objectService) {
        return new ArtifactsWorld(UnaryOperator.identity(), new HeaderAuthenticator(), Optional.of(objectService));
    }

    private ArtifactsWorld(
            UnaryOperator<Service> watched, Authenticator authenticator, Optional<ObjectService> objectService) {
        ObjectArtifacts objects = new ObjectArtifacts(
                objectService, CredentialsIssuer.signedBy(Credentials.of("root", "a token of the root client")), clock);
        CreateArtifact create = new CreateArtifact(store, truth, definitions, RetentionPolicies.NONE, objects, clock) {
            @Override
            protected void requireUnsettled(Authorized authority, Made made) {
                afterWrite.run();
                super.requireUnsettled(authority, made);
            }
        };
        Service service = new Service(
                "queue",
                "Queue",
                "Only its artifacts.",
                Map.of(
                        "taskId",
                        Slug.PATTERN,
                        "runId",
                        java.util.regex.Pattern.compile("[0-9]+"),
                        "name",
                        ArtifactMethods.NAME),
                ArtifactMethods.declarations(create, new ReadArtifacts(store, truth, objects, clock)));
        kernel = new Kernel(
                KernelConfiguration.of("http://localhost:8080", clock),
                List.of(watched.apply(service)),
                authenticator,
                SCHEMAS);
        insert(TASK, Duration.ofDays(1000));
        change(new Command.Take(0, new Worker("home", "alice"), now().plus(Duration.ofMinutes(20))));
    }

    /** What the feed tells of artifacts that were written since this was asked last. */
    List<Event> told() {
        List<Event> told = new ArrayList<>();
        for (Change change : changes()) {
            told.addAll(feed.events(change));
        }
        return told;
    }

    /** The records of artifacts in the feed since this was asked last. */
    List<Change> changes() {
        List<Change> changes = tables.feed(QueueTables.TASKS).read(1000, Duration.ZERO);
        if (!changes.isEmpty()) {
            tables.feed(QueueTables.TASKS).acknowledge(changes.getLast());
        }
        return changes.stream()
                .filter(change -> change.key().sort().startsWith(QueueTables.ARTIFACT))
                .toList();
    }

    private static String nonce() {
        return UUID.randomUUID().toString();
    }

    Kernel kernel() {
        return kernel;
    }

    Instant now() {
        return clock.instant();
    }

    /** A task that waits for another one, and so has no run yet. */
    void insertUnscheduled(TaskId taskId) {
        ObjectNode body = body(Duration.ofDays(10));
        body.putArray("dependencies").add(TASK.text());
        insert(taskId, body);
    }

    private void insert(TaskId taskId, Duration kept) {
        insert(taskId, body(kept));
    }

    private void insert(TaskId taskId, ObjectNode body) {
        TaskDefinition definition = Definitions.define(taskId, body);
        Instant expires = definition.expires();
        truth.insert(TEST, definition, expires, List.of(definitions.foundation(definition, expires)));
    }

    private ObjectNode body(Duration kept) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("taskQueueId", "proj-test/ci").put("created", Timestamp.format(now()));
        body.put("deadline", Timestamp.format(now().plus(Duration.ofDays(5))));
        body.put("expires", Timestamp.format(now().plus(kept)));
        body.putArray("routes").add("index.test");
        return body;
    }

    void change(Command command) {
        assertThat(truth.change(TEST, TASK, command)).isInstanceOf(TaskTruth.Outcome.Changed.class);
    }

    void report(Resolution resolution) {
        change(new Command.Report(0, resolution));
    }

    TimerActions timerActions() {
        return new TimerActions(tables, timers, truth, blobs, store::needs);
    }

    boolean hasRecord(String name) {
        return store.read(place(name)).isPresent();
    }

    static Place place(String name) {
        return new Place(TASK, 0, new ArtifactName(name));
    }

    static BlobKey blob(RetentionClass retention, String name) {
        return new BlobKey(retention, place(name).blobPath());
    }

    /** What a body of createArtifact says in any case. */
    ObjectNode wanted(String storageType, Duration kept) {
        return Json.MAPPER
                .createObjectNode()
                .put("storageType", storageType)
                .put("expires", Timestamp.format(now().plus(kept)))
                .put("contentType", "text/plain");
    }

    ObjectNode upload() {
        return wanted("s3", Duration.ofDays(2));
    }

    ObjectNode reference(String url) {
        return wanted("reference", Duration.ofDays(2)).put("url", url);
    }

    ObjectNode link(String target) {
        return wanted("link", Duration.ofDays(2)).put("artifact", target);
    }

    ObjectNode failure() {
        ObjectNode body = wanted("error", Duration.ofDays(2));
        body.remove("contentType");
        return body.put("reason", "file-missing-on-worker").put("message", "no such file: log");
    }

    static String url(String route, String name) {
        return "/api/queue/v1/task/" + TASK + route + ApiCall.escape(name);
    }

    HttpReply create(String name, JsonNode body) {
        return TestCall.of("POST", url("/runs/0/artifacts/", name))
                .by("queue:create-artifact:" + TASK + "/0")
                .json(body.toString())
                .to(kernel);
    }

    JsonNode created(String name, JsonNode body) {
        HttpReply reply = create(name, body);
        assertThat(reply.status()).as("%s", reply.body().asUtf8()).isEqualTo(200);
        return TestCall.json(reply);
    }

    HttpReply get(String url) {
        return TestCall.of("GET", url).by("*").to(kernel);
    }

    HttpReply getArtifact(String name) {
        return get(url("/runs/0/artifacts/", name));
    }

    List<String> listed(String query) {
        HttpReply reply = get("/api/queue/v1/task/" + TASK + "/runs/0/artifacts" + query);
        assertThat(reply.status()).as("%s", reply.body().asUtf8()).isEqualTo(200);
        return TestCall.json(reply).path("artifacts").values().stream()
                .map(artifact -> artifact.path("name").asString())
                .toList();
    }
}

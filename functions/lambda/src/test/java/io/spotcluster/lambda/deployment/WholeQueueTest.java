package io.spotcluster.lambda.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.json.Json;
import io.spotcluster.aws.Ministack;
import io.spotcluster.aws.StandInClients;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import io.spotcluster.lambda.catalog.FunctionCatalog;
import io.spotcluster.lambda.sources.LambdaFunction;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.testkit.gateway.GatewayShape;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The functions of a deployment, driven as API Gateway, streams and schedules drive them, each with its own permissions. */
class WholeQueueTest {
    @RegisterExtension
    static final StandInClients aws = new StandInClients(new Ministack());

    private static final String QUEUE = "/api/queue/v1";

    @TempDir
    private Path unpacked = Path.of("");

    private TestDeployment deployment;
    private FunctionClient root;

    @BeforeEach
    void deploy() {
        deployment = new TestDeployment(aws, unpacked);
        LambdaFunction setup = deployment.start(FunctionCatalog.SETUP);
        setup.answer("{}".getBytes(StandardCharsets.UTF_8));
        // Each deployment calls it again.
        setup.answer("{}".getBytes(StandardCharsets.UTF_8));
        root = new FunctionClient(
                deployment.start(FunctionCatalog.QUEUE_API),
                GatewayShape.HTTP_API_BEHIND_CLOUDFRONT,
                Credentials.of("static/taskcluster/root", TestDeployment.ROOT_TOKEN));
    }

    @Test
    void aTaskIsCreatedClaimedAndCompletedAndItsDependentScheduled() throws Exception {
        LambdaFunction taskFeed = deployment.start(FunctionCatalog.QUEUE_TASK_FEED);
        LambdaFunction groupFeed = deployment.start(FunctionCatalog.QUEUE_GROUP_FEED);
        StreamReader tasks = new StreamReader(aws, deployment.tables(), QueueTables.TASKS);
        StreamReader groups = new StreamReader(aws, deployment.tables(), QueueTables.GROUPS);
        String first = Slug.nice();
        String second = Slug.nice();
        root.ok("PUT", QUEUE + "/task/" + first, definition(first));
        ObjectNode dependent = definition(first);
        dependent.putArray("dependencies").add(first);
        root.ok("PUT", QUEUE + "/task/" + second, dependent);
        assertThat(tasks.deliverTo(taskFeed)).isPositive();
        assertThat(groups.deliverTo(groupFeed)).isPositive();
        assertThat(state(second)).isEqualTo("unscheduled");

        JsonNode claim = claim();
        assertThat(claim.path("status").path("taskId").asString()).isEqualTo(first);
        FunctionClient task = root.as(credentials(claim));
        upload(task, first, "public/a b%2Fc.txt", "made by a task");
        task.ok("POST", QUEUE + "/task/" + first + "/runs/0/completed");
        assertThat(download(first, "public%2Fa%20b%252Fc.txt")).isEqualTo("made by a task");
        while (tasks.deliverTo(taskFeed) > 0) {}

        assertThat(state(first)).isEqualTo("completed");
        assertThat(state(second)).isEqualTo("pending");
        assertThat(claim().path("status").path("taskId").asString()).isEqualTo(second);
    }

    private ObjectNode definition(String groupId) {
        Instant now = Instant.now();
        ObjectNode task = Json.MAPPER.createObjectNode();
        task.put("taskQueueId", "proj-test/ci").put("taskGroupId", groupId).put("schedulerId", "test");
        task.put("created", Timestamp.format(now)).put("deadline", Timestamp.format(now.plus(Duration.ofHours(1))));
        task.putObject("payload").put("maxRunTime", 60);
        task.putObject("metadata")
                .put("name", "a task")
                .put("description", "does nothing")
                .put("owner", "nobody@example.com")
                .put("source", "https://example.com/task");
        return task;
    }

    private JsonNode claim() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("workerGroup", "home").put("workerId", "w1").put("tasks", 1);
        JsonNode tasks =
                root.ok("POST", QUEUE + "/claim-work/proj-test%2Fci", body).path("tasks");
        assertThat(tasks).hasSize(1);
        return tasks.get(0);
    }

    private static Credentials credentials(JsonNode claim) {
        JsonNode given = claim.path("credentials");
        Credentials plain = Credentials.of(
                given.path("clientId").asString(), given.path("accessToken").asString());
        return new Credentials(
                plain.clientId(),
                plain.accessToken(),
                Optional.of(given.path("certificate").asString()));
    }

    private void upload(FunctionClient task, String taskId, String name, String content) throws Exception {
        ObjectNode artifact = Json.MAPPER.createObjectNode();
        artifact.put("storageType", "s3")
                .put("contentType", "text/plain")
                .put("expires", Timestamp.format(Instant.now().plus(Duration.ofDays(2))));
        String escaped = name.replace("%", "%25").replace("/", "%2F").replace(" ", "%20");
        JsonNode made = task.ok("POST", QUEUE + "/task/" + taskId + "/runs/0/artifacts/" + escaped, artifact);
        HttpResponse<String> stored =
                send(HttpRequest.newBuilder(URI.create(made.path("putUrl").asString()))
                        .header("content-type", "text/plain")
                        .PUT(HttpRequest.BodyPublishers.ofString(content))
                        .build());
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
    }

    private String download(String taskId, String escapedName) throws Exception {
        JsonNode reply = root.call("GET", QUEUE + "/task/" + taskId + "/artifacts/" + escapedName);
        assertThat(reply.path("statusCode").asInt()).isEqualTo(303);
        return send(HttpRequest.newBuilder(URI.create(
                                reply.path("headers").path("location").asString()))
                        .build())
                .body();
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private String state(String taskId) {
        return root.ok("GET", QUEUE + "/task/" + taskId + "/status")
                .path("status")
                .path("state")
                .asString();
    }
}

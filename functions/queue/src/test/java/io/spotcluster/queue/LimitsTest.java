package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.Slug;
import io.spotcluster.embedded.store.EmbeddedStore;
import io.spotcluster.queue.task.DefinitionLimits;
import io.spotcluster.testkit.HandTurnedClock;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Large definitions: accepted, and then whole in every reply, or refused with the field and the limit. Tables in memory and on
 * disk both check the limits of DynamoDB's items.
 */
class LimitsTest {
    /** Lambda's for a reply is 6 MiB; JSON in an event of a gateway may take a little more. */
    private static final int REPLY = 6_000_000;

    /** With the six digits that tests put after it, quotes and brackets. */
    private static final int LONGEST_SCOPE = DefinitionLimits.SCOPES - 10;

    private final Random random = new Random(7);

    private String noise(int length) {
        StringBuilder text = new StringBuilder(length + 16);
        while (text.length() < length) {
            text.append(Long.toString(random.nextLong() & Long.MAX_VALUE, 36));
        }
        return text.substring(0, length);
    }

    /** Creates a task, claims it, and finds it whole in each reply that has it. */
    private static void assertAccepted(QueueFixture queue, ObjectNode definition) {
        String taskId = queue.create(definition);
        JsonNode stored = queue.restarted().ok("GET", "/task/" + taskId);
        definition.forEachEntry((name, value) -> {
            if (!name.equals("created") && !name.equals("deadline")) {
                assertThat(stored.path(name)).as(name).isEqualTo(value);
            }
        });
        assertThat(fitting(queue.call("GET", "/task-group/" + taskId + "/list"))
                        .path("tasks")
                        .path(0)
                        .path("task"))
                .isEqualTo(stored);
        ObjectNode worker =
                Json.MAPPER.createObjectNode().put("workerGroup", "home").put("workerId", "w1");
        JsonNode claim = fitting(queue.call("POST", "/claim-work/proj-test%2Fci", worker.put("tasks", 32)));
        assertThat(claim.path("tasks").path(0).path("task")).isEqualTo(stored);
        queue.report(taskId, 0, "completed");
    }

    private static JsonNode fitting(HttpReply reply) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().length()).isLessThan(REPLY);
        return Json.parse(reply.body().asUtf8());
    }

    private static void assertRefused(String code, String words, HttpReply reply) {
        assertThat(reply.status()).isBetween(400, 499);
        JsonNode error = Json.parse(reply.body().asUtf8());
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("message").asString()).contains(words);
        assertThat(reply.body().length()).isLessThan(100_000);
    }

    private static HttpReply create(QueueFixture queue, ObjectNode definition) {
        return queue.call("PUT", "/task/" + Slug.nice(), definition);
    }

    private ObjectNode withPayload(QueueFixture queue, int length) {
        ObjectNode definition = queue.definition();
        definition.putObject("payload").put("script", noise(length));
        return definition;
    }

    private static ObjectNode withTags(QueueFixture queue, int count, String value) {
        ObjectNode definition = queue.definition();
        ObjectNode tags = definition.putObject("tags");
        for (int i = 0; i < count; i++) {
            tags.put("tag-%04d".formatted(i), value);
        }
        return definition;
    }

    private static ObjectNode withScopes(QueueFixture queue, int count, String scope) {
        ObjectNode definition = queue.definition();
        ArrayNode scopes = definition.putArray("scopes");
        for (int i = 0; i < count; i++) {
            scopes.add("%s%06d".formatted(scope, i));
        }
        return definition;
    }

    private static ObjectNode nested(QueueFixture queue, int depth) {
        ObjectNode definition = queue.definition();
        ObjectNode inner = definition.putObject("payload");
        for (int i = 0; i < depth; i++) {
            inner = inner.putObject("p");
        }
        return definition;
    }

    @Nested
    class OnDisk {
        @TempDir
        private Path folder = Path.of("");

        @Test
        void largeDefinitionsAreKeptWhole() {
            try (EmbeddedStore store = EmbeddedStore.open(folder, new HandTurnedClock())) {
                QueueFixture queue = new QueueFixture(new QueueParts(), _ -> store.tables());
                for (int length : new int[] {100, 300_000, 400_000, 1_000_000, 4_900_000}) {
                    ObjectNode definition = withPayload(queue, length);
                    String taskId = queue.create(definition);
                    assertThat(queue.ok("GET", "/task/" + taskId).path("payload"))
                            .isEqualTo(definition.path("payload"));
                }
            }
        }
    }

    @Nested
    class InMemory {
        private final QueueFixture queue = new QueueFixture();

        @Test
        void payloadsOfAnySizeUpToTheBodys() {
            for (int length : new int[] {100, 300_000, 400_000, 1_000_000, 4_900_000}) {
                assertAccepted(queue, withPayload(queue, length));
            }
            assertRefused("InputTooLarge", "5000000", create(queue, withPayload(queue, 5_000_000)));
        }

        @Test
        void whatGrowsWhenItIsWrittenOutIsRefused() {
            String numbers = "1E5,".repeat(1_000_000);
            String body = Json.write(queue.definition())
                    .replaceFirst("\"payload\":\\{", "\"payload\":{\"n\":[" + numbers + "1],");
            HttpReply reply = TestCall.of("PUT", "/api/queue/v1/task/" + Slug.nice())
                    .by("*")
                    .json(body)
                    .to(queue.http);
            assertRefused("InputTooLarge", "numbers written out", reply);
        }

        @Test
        void tenThousandDependencies() {
            List<String> taskIds = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                taskIds.add(queue.create());
            }
            String taskId = queue.create(taskIds.toArray(String[]::new));
            assertThat(queue.restarted().ok("GET", "/task/" + taskId).path("dependencies"))
                    .hasSize(10_000);
            assertThat(queue.state(taskId)).isEqualTo("unscheduled");
            taskIds.add(Slug.nice());
            assertRefused(
                    "InputValidationError",
                    "dependencies",
                    create(queue, queue.definition(taskIds.toArray(String[]::new))));
        }

        @Test
        void metadataOf128Kilobytes() {
            ObjectNode definition = queue.definition();
            definition.withObject("metadata").put("description", "\uD83D\uDE80".repeat(32_768));
            assertAccepted(queue, definition);
            definition.withObject("metadata").put("description", "x".repeat(32_769));
            assertRefused("InputValidationError", "description", create(queue, definition));
        }

        @Test
        void sixtyFourLongRoutes() {
            ObjectNode definition = queue.definition();
            ArrayNode routes = definition.putArray("routes");
            for (int i = 0; i < 64; i++) {
                routes.add("%03d".formatted(i) + "r".repeat(246));
            }
            assertAccepted(queue, definition);
            routes.add("one more");
            assertRefused("InputValidationError", "routes", create(queue, definition));
        }

        @Test
        void longListsOfScopes() {
            assertAccepted(queue, withScopes(queue, 30, "a".repeat(120) + ":"));
            assertAccepted(queue, withScopes(queue, 1, "\"\\".repeat(1000)));
            assertRefused("InputError", "`scopes` has 100000 scopes", create(queue, withScopes(queue, 100_000, "a:")));
            assertRefused(
                    "InputError",
                    "`scopes` has 1 scopes, as JSON 4110 characters; at most 4096",
                    create(queue, withScopes(queue, 1, "\"".repeat(2050))));
            assertAccepted(queue, withScopes(queue, 1, "a".repeat(LONGEST_SCOPE)));
            assertRefused("InputError", "", create(queue, withScopes(queue, 1, "a".repeat(LONGEST_SCOPE + 1))));
        }

        /** API Gateway answers 431 above 10,240 bytes, and the task could never be resolved. */
        @Test
        void aTaskWithTheLongestScopesCanNameTheLongestArtifact() {
            queue.create(withScopes(queue, 1, "a".repeat(LONGEST_SCOPE)));
            JsonNode claim = queue.claim("w1", 1).getFirst();
            JsonNode given = claim.path("credentials");
            Credentials credentials = new Credentials(
                    given.path("clientId").stringValue(),
                    new AccessToken(given.path("accessToken").stringValue()),
                    Optional.of(given.path("certificate").stringValue()));
            String path = "/api/queue/v1/task/%s/runs/0/artifacts/%s"
                    .formatted(
                            claim.path("status").path("taskId").stringValue(),
                            ApiCall.escape("public/a/b/c/d/e/f/g/h/" + "x".repeat(1000)));
            String authorization = RequestSigner.of(credentials, queue.clock)
                    .header(
                            "POST",
                            URI.create("https://d111111abcdef8.cloudfront.net" + path),
                            "application/json",
                            Bytes.utf8("{}"));
            int line = "POST  HTTP/1.1".length() + path.length();
            int rawUri = path.length();
            int addedOnTheWay = 1024;

            assertThat(line + rawUri + authorization.length() + addedOnTheWay).isLessThan(10_240);
        }

        @Test
        void whoLacksVeryManyScopesIsToldShortly() {
            HttpReply reply = TestCall.of("PUT", "/api/queue/v1/task/" + Slug.nice())
                    .by("nothing")
                    .json(Json.write(withScopes(queue, 100_000, "a:")))
                    .to(queue.http);
            assertRefused("InsufficientScopes", "characters in all", reply);
        }

        @Test
        void manyTags() {
            assertAccepted(queue, withTags(queue, 30, "v".repeat(4096)));
            assertRefused("InputError", "`tags` has 33 tags", create(queue, withTags(queue, 33, "v".repeat(4096))));
            assertRefused("InputError", "`tags` has 20000 tags", create(queue, withTags(queue, 20_000, "")));
        }

        @Test
        void deepPayloads() {
            assertAccepted(queue, nested(queue, 190));
            assertRefused("MalformedPayload", "", create(queue, nested(queue, 300)));
        }

        @Test
        void aReplyHoldsAsManyLargeTasksAsFit() {
            String group = Slug.nice();
            for (int i = 0; i < 8; i++) {
                ObjectNode definition =
                        withScopes(queue, 30, "a".repeat(120) + ":").put("taskGroupId", group);
                definition.putObject("payload").put("script", "\u4efb".repeat(500_000));
                queue.create(definition);
            }
            JsonNode page = fitting(queue.call("GET", "/task-group/" + group + "/list"));
            assertThat(page.path("tasks").size()).isBetween(1, 3);
            assertThat(page.has("continuationToken")).isTrue();
            ObjectNode worker =
                    Json.MAPPER.createObjectNode().put("workerGroup", "home").put("workerId", "w1");
            JsonNode claim = fitting(queue.call("POST", "/claim-work/proj-test%2Fci", worker.put("tasks", 8)));
            assertThat(claim.path("tasks").size()).isBetween(1, 3);
        }
    }
}

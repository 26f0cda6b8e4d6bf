package io.spotcluster.queue.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.base.Slug;
import io.spotcluster.queue.QueueConfiguration;
import io.spotcluster.queue.QueueFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RetentionTest {
    /** A project keeps logs for four weeks, and everything else for two. */
    private static final String TRY = """
            [{"name": "try",
              "match": {"projectId": "try"},
              "tasks": "28 days",
              "artifacts": [{"name": "public/logs/*", "keep": "28 days"}, {"name": "*", "keep": "14 days"}]}]""";

    private static final String CAPPED = "x-spotcluster-capped-expires";

    private final QueueFixture queue = new QueueFixture(configured(TRY));

    private static QueueConfiguration configured(String policies) {
        List<String> faults = new ArrayList<>();
        RetentionPolicies read = RetentionPolicies.read(Json.parse(policies), "retention", faults);
        assertThat(faults).isEmpty();
        return QueueConfiguration.DEFAULT.withRetention(read);
    }

    private static List<String> faults(String policies) {
        List<String> faults = new ArrayList<>();
        RetentionPolicies.read(Json.parse(policies), "retention", faults);
        return faults;
    }

    private ObjectNode definition(String project) {
        return queue.definition().put("projectId", project).put("expires", "2027-01-01T00:00:00.000Z");
    }

    private String running(ObjectNode definition) {
        queue.create(definition);
        return queue.claimOne("w1");
    }

    private static ObjectNode upload(String expires) {
        return Json.MAPPER
                .createObjectNode()
                .put("storageType", "s3")
                .put("contentType", "text/plain")
                .put("expires", expires);
    }

    private HttpReply create(QueueFixture process, String taskId, String name, ObjectNode body) {
        return process.call("POST", "/task/" + taskId + "/runs/0/artifacts/" + name.replace("/", "%2F"), body);
    }

    private String expires(String taskId, String name) {
        return queue.ok("GET", "/task/" + taskId + "/runs/0/artifact-info/" + name.replace("/", "%2F"))
                .path("expires")
                .asString();
    }

    @Nested
    class Tasks {
        @Test
        void aTaskIsKeptAsLongAsItsPolicySaysAndEveryReplySaysSo() {
            String taskId = Slug.nice();
            HttpReply reply = queue.call("PUT", "/task/" + taskId, definition("try"));
            assertThat(reply.headers()).containsEntry(CAPPED, "2026-01-29T00:00:00.000Z");
            assertThat(TestCall.json(reply).at("/status/expires").asString()).isEqualTo("2026-01-29T00:00:00.000Z");
            assertThat(queue.ok("GET", "/task/" + taskId).path("expires").asString())
                    .isEqualTo("2026-01-29T00:00:00.000Z");
            JsonNode claim = queue.claim("w1", 1).getFirst();
            assertThat(claim.at("/task/expires").asString()).isEqualTo("2026-01-29T00:00:00.000Z");
        }

        @Test
        void othersAreKeptAsTheyAsk() {
            String taskId = Slug.nice();
            HttpReply reply = queue.call("PUT", "/task/" + taskId, definition("release"));
            assertThat(reply.headers()).doesNotContainKey(CAPPED);
            assertThat(queue.status(taskId).path("expires").asString()).isEqualTo("2027-01-01T00:00:00.000Z");
            ObjectNode brief = definition("try").put("expires", "2026-01-03T00:00:00.000Z");
            assertThat(queue.status(queue.create(brief)).path("expires").asString())
                    .isEqualTo("2026-01-03T00:00:00.000Z");
        }

        @Test
        void theSameCallIsTheSameWhateverPoliciesSayByThen() {
            String taskId = Slug.nice();
            ObjectNode definition = definition("try");
            queue.ok("PUT", "/task/" + taskId, definition);
            for (String policies : List.of("[]", TRY.replace("28 days", "20 days"), TRY)) {
                QueueFixture process = queue.restarted(configured(policies));
                JsonNode again = process.ok("PUT", "/task/" + taskId, definition);
                assertThat(again.at("/status/expires").asString()).isEqualTo("2026-01-29T00:00:00.000Z");
            }
            queue.refused(
                    "RequestConflict",
                    "another definition",
                    queue.call(
                            "PUT",
                            "/task/" + taskId,
                            definition.deepCopy().put("expires", "2026-01-29T00:00:00.000Z")));
        }

        @Test
        void noPolicyEndsATaskBeforeItsDeadline() {
            QueueFixture strict = new QueueFixture(configured("[{\"name\": \"all\", \"tasks\": \"1 hour\"}]"));
            String taskId = strict.create(strict.definition().put("deadline", "2026-01-04T00:00:00.000Z"));
            assertThat(strict.status(taskId).path("expires").asString()).isEqualTo("2026-01-04T00:00:00.000Z");
        }

        @Test
        void itIsGoneWhenItsTimeHasCome() {
            String taskId = queue.create(definition("try"));
            queue.pass(Duration.ofDays(28));
            queue.pass(Duration.ofHours(1));
            queue.refused("ResourceNotFound", taskId, queue.call("GET", "/task/" + taskId));
            assertThat(queue.ok("GET", "/task-group/" + taskId + "/list").path("tasks"))
                    .as("its group lasts to the end of the day")
                    .isEmpty();
        }
    }

    @Nested
    class Matching {
        private String expires(String match, ObjectNode definition) {
            QueueFixture process = new QueueFixture(
                    configured("[{\"name\": \"one\", \"match\": %s, \"tasks\": \"2 days\"}]".formatted(match)));
            return process.status(process.create(definition)).path("expires").asString();
        }

        private void assertCapped(String match, ObjectNode definition, boolean capped) {
            assertThat(expires(match, definition).startsWith("2026-01-03"))
                    .as(match)
                    .isEqualTo(capped);
        }

        @Test
        void everyFieldThatIsGivenMustMatchAndOfItsTextsAny() {
            ObjectNode definition = definition("try").put("schedulerId", "gecko-level-1");
            definition.putArray("routes").add("index.v2.try.latest").add("notify.x");
            definition.putArray("scopes").add("assume:repo:hg.mozilla.org/try:branch:default");
            assertCapped("{\"schedulerId\": \"gecko-level-*\"}", definition, true);
            assertCapped("{\"schedulerId\": \"gecko-level\"}", definition, false);
            assertCapped("{\"route\": [\"nothing\", \"index.*.try.*\"]}", definition, true);
            assertCapped("{\"scope\": \"assume:repo:*/try:*\"}", definition, true);
            assertCapped("{\"taskQueueId\": \"proj-test/*\"}", definition, true);
            assertCapped("{\"projectId\": \"try\", \"schedulerId\": \"other\"}", definition, false);
            assertCapped("{}", definition, true);
        }

        @Test
        void theFirstPolicyThatMatchesCountsAlone() {
            QueueFixture process = new QueueFixture(configured("""
                    [{"name": "first", "match": {"projectId": "t*"}, "artifacts": [{"name": "a", "keep": "1 day"}]},
                     {"name": "second", "tasks": "2 days"}]"""));
            assertThat(process.status(process.create(definition("try")))
                            .path("expires")
                            .asString())
                    .isEqualTo("2027-01-01T00:00:00.000Z");
        }
    }

    @Nested
    class Artifacts {
        @Test
        void areKeptByTheirNamesAndTheirBytesStandInTheClassForIt() {
            String taskId = running(definition("try"));
            HttpReply log = create(queue, taskId, "public/logs/live.log", upload("2026-01-29T00:00:00.000Z"));
            assertThat(log.headers()).doesNotContainKey(CAPPED);
            assertThat(TestCall.json(log).path("putUrl").asString()).contains("/30d/");
            HttpReply build = create(queue, taskId, "public/build.zip", upload("2026-01-29T00:00:00.000Z"));
            assertThat(build.headers()).containsEntry(CAPPED, "2026-01-15T00:00:00.001Z");
            assertThat(TestCall.json(build).path("putUrl").asString()).contains("/14d/");
            assertThat(expires(taskId, "public/build.zip")).isEqualTo("2026-01-15T00:00:00.001Z");
        }

        @Test
        void mayAskForAsLongAsTheTasksAuthorDid() {
            String taskId = running(definition("try"));
            create(queue, taskId, "public/logs/live.log", upload("2027-01-01T00:00:00.000Z"));
            assertThat(expires(taskId, "public/logs/live.log")).isEqualTo("2026-01-29T00:00:00.000Z");
            queue.refused(
                    "InputError",
                    "the task's own `expires`",
                    create(queue, taskId, "public/x", upload("2027-01-02T00:00:00.000Z")));
        }

        @Test
        void theSameCallIsTheSameWhateverPoliciesSayByThen() {
            String taskId = running(definition("try"));
            ObjectNode body = upload("2026-01-29T00:00:00.000Z");
            create(queue, taskId, "public/x", body);
            queue.clock.advance(Duration.ofMinutes(5));
            for (String policies : List.of(TRY, TRY.replace("14 days", "2 days"))) {
                assertThat(create(queue.restarted(configured(policies)), taskId, "public/x", body)
                                .status())
                        .isEqualTo(200);
                assertThat(expires(taskId, "public/x")).isEqualTo("2026-01-15T00:00:00.001Z");
            }
            assertThat(create(queue.restarted(configured("[]")), taskId, "public/x", body)
                            .status())
                    .isEqualTo(200);
            assertThat(expires(taskId, "public/x")).as("prolonged").isEqualTo("2026-01-29T00:00:00.000Z");
            queue.refused(
                    "RequestConflict",
                    "expires 2026-01-29T00:00:00.000Z",
                    create(queue, taskId, "public/x", upload("2026-01-15T00:00:00.001Z")));
        }

        @Test
        void anExpiredOneIsInNoList() {
            String taskId = running(definition("try"));
            create(queue, taskId, "public/logs/live.log", upload("2026-01-29T00:00:00.000Z"));
            create(queue, taskId, "public/x", upload("2026-01-29T00:00:00.000Z"));
            queue.clock.advance(Duration.ofDays(14));
            JsonNode list = queue.ok("GET", "/task/" + taskId + "/artifacts").path("artifacts");
            assertThat(list).hasSize(1);
            queue.refused(
                    "ResourceNotFound", "public/x", queue.call("GET", "/task/" + taskId + "/artifacts/public%2Fx"));
        }
    }

    @Test
    void everyFaultOfTheConfigurationIsNamed() {
        assertThat(faults("""
                [{"name": "Try!", "tasks": "two weeks", "match": {"project": "try", "scope": 5}},
                 {"name": "a", "tasks": "1 day", "artifacts": [{"name": "*", "keep": "2 days"}, {"keep": "0 days"}]},
                 {"name": "a"},
                 7]"""))
                .containsExactlyInAnyOrder(
                        "`retention[0].name` is 'Try!'; up to 38 small letters, digits and dashes were expected",
                        "`retention[0].tasks` is \"two weeks\"; something like '14 days' or '12 hours' was expected, up to 36500"
                                + " days",
                        "`retention[0].match.project` is unknown; schedulerId, projectId, taskQueueId, scope, route are"
                                + " known",
                        "`retention[0].match.scope` is 5; a text or a list of texts was expected, in which * stands for"
                                + " anything",
                        "`retention[1].artifacts[0].keep` is 2 days, but the policy keeps tasks for 1 days, and no artifact"
                                + " outlives its task",
                        "`retention[1].artifacts[1].name` is missing; a text or a list of texts was expected, in which *"
                                + " stands for anything",
                        "`retention[1].artifacts[1].keep` is \"0 days\"; something like '14 days' or '12 hours' was"
                                + " expected, up to 36500 days",
                        "`retention[2]` limits nothing; `tasks` or `artifacts` was expected",
                        "`retention[2].name` is 'a', as that of an earlier policy",
                        "`retention[3]` is 7; an object was expected",
                        "`retention[3].name` is ''; up to 38 small letters, digits and dashes were expected",
                        "`retention[3]` limits nothing; `tasks` or `artifacts` was expected");
        assertThat(faults("{}")).containsExactly("`retention` is {}; a list was expected");
    }
}

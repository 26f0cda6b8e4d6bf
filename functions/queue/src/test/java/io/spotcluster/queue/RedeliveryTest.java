package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.ports.fault.Fault;
import io.spotcluster.queue.claim.TaskQueueRules;
import io.spotcluster.queue.claim.TaskQueueRules.Rule;
import io.spotcluster.queue.tables.QueueTables;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The answer to a claimWork was lost, and the worker asks again. */
class RedeliveryTest {
    private static final String NONCE = "fN1SbArXTPSVFNUvaOlinQ";

    private static HttpReply call(QueueFixture queue, String worker, int count, String nonce) {
        return TestCall.of("POST", "/api/queue/v1/claim-work/proj-test%2Fci")
                .by("*")
                .header("x-spotcluster-claim-nonce", nonce)
                .json("{\"workerGroup\":\"home\",\"workerId\":\"%s\",\"tasks\":%d}".formatted(worker, count))
                .to(queue.http);
    }

    private static List<JsonNode> claim(QueueFixture queue, String worker, int count, String nonce) {
        HttpReply reply = call(queue, worker, count, nonce);
        assertThat(reply.status()).as(reply.body().asUtf8()).isEqualTo(200);
        return TestCall.json(reply).path("tasks").values().stream().toList();
    }

    private static List<String> runs(List<JsonNode> claims) {
        return claims.stream()
                .map(claim -> claim.at("/status/taskId").asString() + "/" + claim.path("runId"))
                .toList();
    }

    @Nested
    class WithANonce {
        private final QueueFixture queue = new QueueFixture();

        @Test
        void theSameRequestGetsTheSameClaims() {
            for (int i = 0; i < 4; i++) {
                queue.create();
            }
            List<JsonNode> first = claim(queue, "w1", 2, NONCE);
            queue.clock.advance(Duration.ofSeconds(30));
            List<JsonNode> again = claim(queue, "w1", 2, NONCE);
            assertThat(runs(again)).hasSize(2).containsExactlyInAnyOrderElementsOf(runs(first));
            for (JsonNode claim : again) {
                JsonNode same = first.stream()
                        .filter(other -> runs(List.of(other)).equals(runs(List.of(claim))))
                        .findFirst()
                        .orElseThrow();
                assertThat(claim.path("takenUntil")).isEqualTo(same.path("takenUntil"));
                assertThat(claim.path("task")).isEqualTo(same.path("task"));
                assertThat(claim.at("/credentials/clientId")).isEqualTo(same.at("/credentials/clientId"));
                assertThat(claim.path("status").toString()).doesNotContain(NONCE);
            }
        }

        @Test
        void anotherRequestGetsOtherClaims() {
            queue.create();
            queue.create();
            List<JsonNode> first = claim(queue, "w1", 1, NONCE);
            assertThat(runs(claim(queue, "w1", 1, "another-nonce"))).doesNotContainAnyElementsOf(runs(first));
            assertThat(claim(queue, "w1", 1, "a-third-nonce")).isEmpty();
            assertThat(queue.claim("w1", 1)).isEmpty();
        }

        @Test
        void anotherWorkerWithTheSameNonceGetsNothingOfIt() {
            queue.create();
            claim(queue, "w1", 1, NONCE);
            assertThat(claim(queue, "w2", 1, NONCE)).isEmpty();
            assertThat(claim(queue, "w", 1, NONCE)).isEmpty();
        }

        @Test
        void whatWasProlongedStillStands() {
            String taskId = queue.create();
            claim(queue, "w1", 1, NONCE);
            queue.clock.advance(Duration.ofMinutes(10));
            queue.ok("POST", "/task/" + taskId + "/runs/0/reclaim");
            assertThat(runs(claim(queue, "w1", 1, NONCE))).containsExactly(taskId + "/0");
        }

        @Test
        void whatHasEndedIsNotGivenAgain() {
            String done = queue.create();
            String expired = queue.create();
            claim(queue, "w1", 2, NONCE);
            queue.report(done, 0, "completed");
            queue.drain();
            queue.clock.advance(Duration.ofMinutes(21));
            assertThat(claim(queue, "w1", 2, NONCE)).isEmpty();
            queue.pass(Duration.ZERO);
            assertThat(runs(claim(queue, "w1", 2, NONCE))).containsExactly(expired + "/1");
        }

        @Test
        void aClaimerThatDiedAfterItsWriteIsMadeUpForByTheFeed() {
            StoryWorld world = new StoryWorld(new ReproducibleParts(1));
            String taskId = world.queue.create();
            world.trouble(StoryWorld.write(QueueTables.TASKS, "status version 2"), new Fault.DiesAfter());
            assertThat(call(world.queue, "w1", 1, NONCE).status()).isEqualTo(500);
            world.drain();
            assertThat(runs(claim(world.queue, "w1", 1, NONCE))).containsExactly(taskId + "/0");
        }

        @Test
        void aNonceThatIsNoneIsRefused() {
            for (String nonce : List.of("short", "with blanks in it", "x".repeat(65))) {
                queue.refused("InputError", "x-spotcluster-claim-nonce", call(queue, "w1", 1, nonce));
            }
        }
    }

    @Nested
    class WithoutOne {
        private final QueueFixture queue = new QueueFixture(QueueConfiguration.DEFAULT.withTaskQueueRules(
                new TaskQueueRules(Map.of(QueueFixture.QUEUE, new Rule(true, Optional.empty())))));

        @Test
        void aWorkerOfOneTaskAtATimeGetsTheClaimThatItNeverUsed() {
            String taskId = queue.create();
            queue.create();
            assertThat(queue.claimOne("w1")).isEqualTo(taskId);
            assertThat(queue.claimOne("w1")).isEqualTo(taskId);
            assertThat(queue.claimOne("w2")).isNotEqualTo(taskId);
        }

        @Test
        void aClaimThatWasProlongedIsNotGivenAgain() {
            String taskId = queue.create();
            assertThat(queue.claimOne("w1")).isEqualTo(taskId);
            queue.clock.advance(Duration.ofMinutes(1));
            queue.ok("POST", "/task/" + taskId + "/runs/0/reclaim");
            assertThat(queue.claim("w1", 1)).isEmpty();
        }

        @Test
        void aClaimWhoseRunHasArtifactsIsNotGivenAgain() {
            String taskId = queue.create();
            assertThat(queue.claimOne("w1")).isEqualTo(taskId);
            JsonNode link = queue.definition()
                    .removeAll()
                    .put("storageType", "link")
                    .put("artifact", "public/x")
                    .put("contentType", "text/plain")
                    .put("expires", "2026-01-02T00:00:00.000Z");
            queue.ok("POST", "/task/" + taskId + "/runs/0/artifacts/public%2Flog", link);
            assertThat(queue.claim("w1", 1)).isEmpty();
        }

        @Test
        void elsewhereEachRequestGetsAnotherClaim() {
            QueueFixture other = new QueueFixture();
            other.create();
            other.create();
            assertThat(other.claimOne("w1")).isNotEqualTo(other.claimOne("w1"));
        }
    }
}

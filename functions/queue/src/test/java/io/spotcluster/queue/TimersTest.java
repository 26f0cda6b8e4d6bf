package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.table.Query;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.tables.Timer;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.Hint;
import io.spotcluster.queue.truth.StatusCodec;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TimersTest {
    private static final Duration CLAIM = Duration.ofMinutes(21);

    private final QueueFixture queue = new QueueFixture();

    @Test
    void aClaimThatIsNotProlongedIsRetried() {
        String taskId = queue.create();
        queue.claimOne("lost");
        queue.pass(CLAIM);

        JsonNode status = queue.status(taskId);
        assertThat(status.path("state").asString()).isEqualTo("pending");
        assertThat(status.path("retriesLeft").asInt()).isEqualTo(4);
        assertThat(status.path("runs").path(0).path("reasonResolved").asString())
                .isEqualTo("claim-expired");
        assertThat(queue.told())
                .containsExactly("task-defined", "task-pending", "task-running", "task-exception", "task-pending");
        queue.complete(taskId);
    }

    @Test
    void aProlongedClaimIsKept() {
        String taskId = queue.create();
        queue.claimOne("w1");
        queue.pass(Duration.ofMinutes(15));
        JsonNode reclaimed = queue.ok("POST", "/task/" + taskId + "/runs/0/reclaim");
        queue.pass(Duration.ofMinutes(15));
        assertThat(queue.state(taskId)).isEqualTo("running");
        assertThat(reclaimed.path("credentials").path("clientId").asString()).contains(taskId + "/0/on/home/w1/until/");
        queue.pass(Duration.ofMinutes(6));
        assertThat(queue.state(taskId)).isEqualTo("pending");
    }

    @Test
    void theDeadlineEndsWhateverIsUnresolved() {
        String waiting = queue.create();
        String dependent = queue.create(waiting);
        queue.pass(Duration.ofMinutes(61));
        for (String taskId : new String[] {waiting, dependent}) {
            assertThat(queue.state(taskId)).isEqualTo("exception");
            assertThat(queue.status(taskId)
                            .path("runs")
                            .path(0)
                            .path("reasonResolved")
                            .asString())
                    .isEqualTo("deadline-exceeded");
        }
        assertThat(queue.claim("w1", 5)).isEmpty();
    }

    @Test
    void aTaskThatExpiresAtItsDeadlineIsStillSeenToExceedIt() {
        ObjectNode definition = queue.definition();
        definition.put("expires", definition.path("deadline").asString());
        String taskId = queue.create(definition);
        queue.pass(Duration.ofMinutes(61));
        assertThat(queue.state(taskId)).isEqualTo("exception");
        assertThat(queue.told()).endsWith("task-exception", "task-group-resolved");
    }

    @Test
    void aSweeperThatWasAwayForDaysCatchesUp() {
        queue.service.sweeper().sweep(queue.clock.instant());
        String taskId = queue.create();
        queue.claimOne("lost");
        queue.clock.advance(Duration.ofDays(3));
        assertThat(queue.service.sweeper().sweep(queue.clock.instant())).isPositive();
        assertThat(queue.state(taskId)).isEqualTo("exception");
    }

    @Test
    void aTimerThoughtOfBeforeItsBucketPassedIsPutIntoTheCurrentOne() {
        String taskId = queue.create();
        queue.claimOne("slow");
        // The writer of the claim stopped before its timer, and the feed is late.
        for (int shard = 0; shard < Timer.SHARDS; shard++) {
            for (int minute = 0; minute < 90; minute++) {
                String bucket = Timer.bucket(Timer.minuteOf(queue.clock.instant()) + minute, shard);
                queue.tables
                        .query(QueueTables.TIMERS, Query.all(bucket, 10))
                        .items()
                        .forEach(item -> {
                            if (item.key().sort().contains("#claim#")) {
                                queue.tables.writeHints(
                                        List.of(Hint.drop(QueueTables.TIMERS, item.key(), item.version())));
                            }
                        });
            }
        }
        queue.clock.advance(Duration.ofMinutes(30));
        queue.service.sweeper().sweep(queue.clock.instant());
        assertThat(queue.state(taskId)).isEqualTo("running");
        queue.drain();
        queue.pass(Duration.ofMinutes(1));
        assertThat(queue.state(taskId)).isEqualTo("pending");
    }

    @Test
    void nothingIsSweptTwice() {
        queue.create();
        queue.claimOne("lost");
        queue.drain();
        queue.clock.advance(CLAIM);
        assertThat(queue.service.sweeper().sweep(queue.clock.instant())).isEqualTo(1);
        assertThat(queue.service.sweeper().sweep(queue.clock.instant())).isZero();
    }

    @Test
    void anArtifactsBytesWithoutLifecycleRuleAreDeletedInTheEnd() {
        String taskId = queue.create(queue.definition().put("expires", "2028-01-01T00:00:00.000Z"));
        queue.claimOne("w1");
        ObjectNode artifact = Json.MAPPER.createObjectNode();
        artifact.put("storageType", "s3").put("contentType", "text/plain").put("expires", "2027-12-01T00:00:00.000Z");
        JsonNode made = queue.ok("POST", "/task/" + taskId + "/runs/0/artifacts/public/log", artifact);
        BlobKey key = new BlobKey(RetentionClass.KEEP, taskId + "/0/public/log");
        assertThat(made.path("putUrl").asString()).contains(key.full());
        queue.blobs.put(key, "text/plain", Bytes.utf8("done"));
        queue.report(taskId, 0, "completed");

        queue.clock.advance(Duration.ofDays(690));
        sweepThrough();
        assertThat(queue.blobs.head(key)).isPresent();
        queue.clock.advance(Duration.ofDays(15));
        sweepThrough();
        assertThat(queue.blobs.head(key)).isEmpty();
    }

    @Test
    void theBytesOfALongDefinitionGoWithItsTask() {
        ObjectNode definition = queue.definition();
        StringBuilder script = new StringBuilder();
        Random random = new Random(3);
        while (script.length() < 600_000) {
            script.append(Long.toString(random.nextLong(), 36));
        }
        definition.withObject("payload").put("script", script.toString());
        String taskId = queue.create(definition.put("expires", "2027-02-01T00:00:00.000Z"));
        TaskStatus status = StatusCodec.decode(queue.tables
                .get(QueueTables.TASKS, QueueTables.status(new TaskId(taskId)))
                .orElseThrow());
        BlobKey key = new BlobKey(RetentionClass.KEEP, "definitions/" + taskId + "/" + status.definition());
        queue.clock.advance(Duration.ofDays(395));
        sweepThrough();
        assertThat(queue.blobs.head(key)).isPresent();
        queue.clock.advance(Duration.ofDays(2));
        sweepThrough();
        assertThat(queue.blobs.head(key)).isEmpty();
    }

    /** One sweep goes through two weeks at most. */
    private void sweepThrough() {
        for (int sweeps = 0; sweeps < 60; sweeps++) {
            queue.service.sweeper().sweep(queue.clock.instant());
        }
    }
}

package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.fault.FaultPlan;
import io.spotcluster.ports.fault.FaultyTables;
import io.spotcluster.ports.fault.Operation;
import io.spotcluster.ports.fault.ProcessDied;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.feed.FeedWork;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.tables.Timer;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.Hint;
import io.spotcluster.queue.truth.StatusCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
    void aTaskThatCannotBeReadHoldsUpNoOther() {
        String broken = queue.create();
        List<String> others =
                IntStream.range(0, 8).mapToObj(_ -> queue.create()).toList();
        queue.drain();
        queue.tables.write(new Write.Put(
                QueueTables.TASKS,
                new Item(
                        QueueTables.status(new TaskId(broken)), 7, "", Optional.empty(), Bytes.utf8("of another time")),
                Condition.always()));
        queue.clock.advance(Duration.ofMinutes(62));
        queue.service.sweeper().sweep(queue.clock.instant());
        assertThat(others).allSatisfy(taskId -> assertThat(queue.state(taskId)).isEqualTo("exception"));
        assertThat(queue.work.receive(FeedWork.QUEUE, 10, Duration.ZERO))
                .hasSize(1)
                .allSatisfy(parked -> assertThat(parked.body()).contains(broken));
    }

    @Test
    void aLargeBucketIsGoneThroughFromWhereASweepCameTo() {
        queue.service.sweeper().sweep(queue.clock.instant());
        TaskStatus running = runningTask();
        Instant due = queue.clock.instant().plus(Duration.ofMinutes(5));
        List<Timer> passed = IntStream.range(1, 100_000)
                .mapToObj(run -> Timer.claim(running.taskId(), run, due.plusMillis(run)))
                .filter(timer -> timer.shard() == 2)
                .limit(2_500)
                .toList();
        passed.forEach(timer ->
                queue.tables.writeHints(List.of(new Hint.Timed(timer, due.plus(Duration.ofDays(1))).put(1))));
        AtomicInteger pages = new AtomicInteger();
        QueueFixture dying = queue.restarted(
                new ReproducibleParts(1),
                tables -> new FaultyTables(tables, FaultPlan.none(), operation -> {
                    boolean nextPage = operation.action() == Operation.Action.QUERY
                            && operation.what().contains("after");
                    if (nextPage && pages.incrementAndGet() == 15) {
                        throw new ProcessDied(operation);
                    }
                }));
        queue.clock.advance(Duration.ofMinutes(7));
        assertThatThrownBy(() -> dying.service.sweeper().sweep(queue.clock.instant()))
                .isInstanceOf(ProcessDied.class);

        // It is written down after each 1,000; another process knows nothing else.
        assertThat(queue.service.sweeper().sweep(queue.clock.instant())).isEqualTo(1_500);
        assertThat(queue.service.sweeper().sweep(queue.clock.instant())).isZero();
        assertThat(queue.state(running.taskId().text())).isEqualTo("running");
    }

    @Test
    void whatIsNotDueByOurClockIsNotPassedThoughAnotherSweeperHasClosedItsBucket() {
        String taskId = queue.create();
        queue.claimOne("lost");
        queue.drain();
        Duration ahead = Duration.ofMinutes(2);
        queue.clock.advance(CLAIM.minus(ahead));
        // As one does whose clock is ahead, and which dies then.
        Instant itsTime = queue.clock.instant().plus(ahead);
        for (int shard = 0; shard < Timer.SHARDS; shard++) {
            Key cursor = Timer.cursor(shard);
            long version = queue.tables
                    .get(QueueTables.TIMERS, cursor)
                    .map(Item::version)
                    .orElse(0L);
            String closed = Timer.minuteOf(itsTime.minusSeconds(60)) + " closing";
            queue.tables.write(new Write.Put(
                    QueueTables.TIMERS,
                    new Item(cursor, version + 1, "", Optional.empty(), Bytes.utf8(closed)),
                    Condition.always()));
        }
        queue.service.sweeper().sweep(queue.clock.instant());
        assertThat(queue.state(taskId)).isEqualTo("running");
        queue.pass(ahead);
        assertThat(queue.state(taskId)).isEqualTo("pending");
    }

    private TaskStatus runningTask() {
        String taskId = queue.create();
        queue.claimOne("w1");
        return StatusCodec.decode(queue.tables
                .get(QueueTables.TASKS, QueueTables.status(new TaskId(taskId)))
                .orElseThrow());
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

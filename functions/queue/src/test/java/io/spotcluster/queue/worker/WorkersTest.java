package io.spotcluster.queue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.json.Json;
import io.spotcluster.ports.table.Item;
import io.spotcluster.queue.QueueFixture;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the queue knows of workers and of the task queues that they serve. */
class WorkersTest {
    private static final String TYPES = "/provisioners/proj-test/worker-types";
    private static final String WORKERS = TYPES + "/ci/workers";
    private static final String W1 = WORKERS + "/home/w1";
    private static final String LONG_AGO = "2016-01-04T00:00:00.000Z";

    private final QueueFixture queue = new QueueFixture();

    private static ObjectNode until(String time) {
        return Json.MAPPER.createObjectNode().put("quarantineUntil", time);
    }

    private static ObjectNode expires(String time) {
        return Json.MAPPER.createObjectNode().put("expires", time);
    }

    private Item record(String id) {
        return queue.tables
                .get(
                        QueueTables.WORKERS,
                        QueueTables.worker(new TaskQueueId(QueueFixture.QUEUE), new Worker("home", id)))
                .orElseThrow();
    }

    private List<String> texts(String path, String list, String field) {
        return queue.ok("GET", path).path(list).values().stream()
                .map(entry -> entry.path(field).asString())
                .toList();
    }

    private List<String> paged(String path, String list, String field) {
        List<String> found = new ArrayList<>();
        String query = "?limit=1";
        while (!query.isEmpty()) {
            JsonNode page = queue.ok("GET", path + query);
            assertThat(page.path(list).size()).isLessThanOrEqualTo(1);
            page.path(list).forEach(entry -> found.add(entry.path(field).asString()));
            query = page.has("continuationToken")
                    ? "?limit=1&continuationToken="
                            + page.path("continuationToken").asString()
                    : "";
        }
        return found;
    }

    private List<String> recent(String path) {
        return queue.ok("GET", path).path("recentTasks").values().stream()
                .map(run -> run.path("taskId").asString())
                .toList();
    }

    @Test
    void nobodyIsKnownAtFirst() {
        assertThat(queue.ok("GET", "/provisioners").path("provisioners")).isEmpty();
        assertThat(queue.ok("GET", TYPES).path("workerTypes")).isEmpty();
        assertThat(queue.ok("GET", "/task-queues").path("taskQueues")).isEmpty();
        assertThat(queue.ok("GET", WORKERS).path("workers")).isEmpty();
        queue.refused("ResourceNotFound", "proj-test", queue.call("GET", "/provisioners/proj-test"));
        queue.refused("ResourceNotFound", "proj-test/ci", queue.call("GET", TYPES + "/ci"));
        queue.refused("ResourceNotFound", "proj-test/ci", queue.call("GET", "/task-queues/proj-test%2Fci"));
        queue.refused("ResourceNotFound", "home/w1", queue.call("GET", W1));
        queue.refused("ResourceNotFound", "home/w1", queue.call("PUT", W1, until("2026-01-02T00:00:00Z")));
    }

    @Test
    void askingForWorkMakesWorkerAndTaskQueueKnown() {
        queue.claim("w1", 1);
        JsonNode worker = queue.ok("GET", W1);
        assertThat(worker.path("taskQueueId").asString()).isEqualTo(QueueFixture.QUEUE);
        assertThat(worker.path("firstClaim").asString()).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(worker.path("lastDateActive").asString()).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(worker.path("expires").asString()).isEqualTo("2026-01-02T00:00:00.000Z");
        assertThat(worker.path("quarantineUntil").asString()).isEqualTo(LONG_AGO);
        assertThat(worker.path("recentTasks")).isEmpty();
        assertThat(texts(WORKERS, "workers", "workerId")).containsExactly("w1");
        assertThat(queue.ok("GET", WORKERS).path("workers").path(0).has("latestTask"))
                .isFalse();

        JsonNode taskQueue = queue.ok("GET", "/task-queues/proj-test%2Fci");
        assertThat(taskQueue.path("stability").asString()).isEqualTo("experimental");
        assertThat(taskQueue.path("description").asString()).isEmpty();
        assertThat(taskQueue.path("expires").asString()).isEqualTo("2026-01-06T00:00:00.000Z");
        assertThat(queue.ok("GET", TYPES + "/ci").path("workerType").asString()).isEqualTo("ci");
        assertThat(queue.ok("GET", "/provisioners/proj-test")
                        .path("lastDateActive")
                        .asString())
                .isEqualTo("2026-01-01T00:00:00.000Z");
    }

    @Test
    void aRecordIsWrittenNowAndThenAndNotWithEachClaim() {
        for (int i = 0; i < 5; i++) {
            queue.create();
            queue.claimOne("w1");
            queue.clock.advance(Duration.ofMinutes(1));
        }
        assertThat(record("w1").version()).isEqualTo(1);
        queue.clock.advance(Duration.ofMinutes(5));
        queue.claim("w1", 1);
        queue.claim("w1", 1);
        assertThat(record("w1").version()).isEqualTo(2);
    }

    @Test
    void aLongTaskIsRecordedAtOnce() {
        queue.claim("w1", 1);
        queue.clock.advance(Duration.ofMinutes(1));
        String taskId = queue.create();
        queue.claimOne("w1");
        queue.report(taskId, 0, "completed");
        assertThat(recent(W1)).containsExactly(taskId);
        QueueFixture other = queue.restarted();
        assertThat(other.ok("GET", W1)
                        .path("recentTasks")
                        .path(0)
                        .path("taskId")
                        .asString())
                .as("another process, after the run has ended")
                .isEqualTo(taskId);
    }

    @Test
    void anotherProcessKnowsWhatAWorkerHasJustNow() {
        String first = queue.create();
        queue.claimOne("w1");
        String second = queue.create();
        queue.claimOne("w1");
        JsonNode recent = queue.restarted().ok("GET", W1).path("recentTasks");
        assertThat(recent.path(0).path("taskId").asString()).isEqualTo(first);
        assertThat(recent.path(1).path("taskId").asString()).isEqualTo(second);
    }

    @Test
    void theLast20RunsAreRecent() {
        List<String> taskIds = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String taskId = queue.create();
            taskIds.add(taskId);
            queue.claimOne("w1");
            queue.report(taskId, 0, "completed");
            queue.clock.advance(Duration.ofMinutes(3));
        }
        assertThat(recent(W1)).containsExactlyElementsOf(taskIds.subList(5, 25));
    }

    @Test
    void aReclaimIsASignOfLifeEachHalfAnHour() {
        String taskId = queue.create(queue.definition().put("deadline", "2026-01-01T05:00:00.000Z"));
        queue.claimOne("w1");
        List<String> active = new ArrayList<>();
        for (int reclaims = 0; reclaims < 4; reclaims++) {
            queue.clock.advance(Duration.ofMinutes(17));
            queue.ok("POST", "/task/" + taskId + "/runs/0/reclaim");
            active.add(queue.ok("GET", W1).path("lastDateActive").asString().substring(11, 16));
        }
        assertThat(active).containsExactly("00:00", "00:34", "00:34", "01:08");
    }

    @Test
    void whoIsNotSeenForADayIsForgotten() {
        queue.claim("w1", 1);
        queue.clock.advance(Duration.ofHours(25));
        assertThat(texts(WORKERS, "workers", "workerId")).isEmpty();
        queue.refused("ResourceNotFound", "home/w1", queue.call("GET", W1));
        assertThat(texts("/task-queues", "taskQueues", "taskQueueId")).containsExactly(QueueFixture.QUEUE);
        queue.clock.advance(Duration.ofDays(5));
        assertThat(texts("/task-queues", "taskQueues", "taskQueueId")).isEmpty();
        assertThat(texts("/provisioners", "provisioners", "provisionerId")).isEmpty();
    }

    @Test
    void aQuarantinedWorkerGetsNothingAndKeepsBeingSeen() {
        String taskId = queue.create();
        queue.claim("w1", 1);
        queue.report(taskId, 0, "completed");
        String waiting = queue.create();
        JsonNode quarantined =
                queue.ok("PUT", W1, until("2026-01-01T06:00:00Z").put("quarantineInfo", "its disk lies"));
        assertThat(quarantined.path("quarantineUntil").asString()).isEqualTo("2026-01-01T06:00:00.000Z");

        queue.clock.advance(Duration.ofMinutes(30));
        assertThat(queue.claim("w1", 1)).isEmpty();
        ObjectNode worker =
                Json.MAPPER.createObjectNode().put("workerGroup", "home").put("workerId", "w1");
        queue.refused(
                "RequestConflict", "quarantine", queue.call("POST", "/task/" + waiting + "/runs/0/claim", worker));
        assertThat(queue.state(waiting)).isEqualTo("pending");
        assertThat(queue.ok("GET", W1).path("lastDateActive").asString()).startsWith("2026-01-01T00:30");

        assertThat(queue.claimOne("w2")).isEqualTo(waiting);
        queue.clock.advance(Duration.ofHours(6));
        String later = queue.create();
        assertThat(queue.claimOne("w1")).isEqualTo(later);
    }

    @Test
    void aWorkerIsReleasedByATimeThatHasPassed() {
        queue.claim("w1", 1);
        queue.ok("PUT", W1, until("2027-01-01T00:00:00Z"));
        queue.create();
        assertThat(queue.claim("w1", 1)).isEmpty();
        queue.ok("PUT", W1, until("2025-12-31T00:00:00Z").put("quarantineInfo", "new disk"));
        assertThat(queue.claim("w1", 1)).hasSize(1);
    }

    @Test
    void everyChangeOfAQuarantineIsKeptAndARepeatedCallIsNone() {
        queue.claim("w1", 1);
        ObjectNode first = until("2026-01-03T00:00:00Z").put("quarantineInfo", "its disk lies");
        queue.ok("PUT", W1, first);
        queue.clock.advance(Duration.ofSeconds(1));
        queue.ok("PUT", W1, first);
        queue.ok("PUT", W1, until("2025-01-01T00:00:00Z"));
        JsonNode history = queue.ok("GET", W1).path("quarantineDetails");
        assertThat(history).hasSize(2);
        assertThat(history.path(0).path("quarantineInfo").asString()).isEqualTo("its disk lies");
        assertThat(history.path(0).path("updatedAt").asString()).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(history.path(0).path("clientId").asString()).isNotEmpty();
        assertThat(history.path(1).path("quarantineInfo").asString()).isEqualTo("[unspecified]");
    }

    @Test
    void aQuarantineOutlivesTheWorkersOtherSigns() {
        queue.claim("gone", 1);
        queue.claim("w1", 1);
        queue.ok("PUT", W1, until("2026-02-01T00:00:00Z"));
        queue.clock.advance(Duration.ofDays(3));
        queue.claim("new", 1);
        assertThat(texts(WORKERS, "workers", "workerId")).containsExactly("new", "w1");
        assertThat(texts(WORKERS + "?quarantined=true", "workers", "workerId")).containsExactly("w1");
        assertThat(texts(WORKERS + "?quarantined=false", "workers", "workerId")).containsExactly("new");
        assertThat(queue.ok("GET", WORKERS + "?quarantined=true")
                        .path("workers")
                        .path(0)
                        .path("quarantineUntil")
                        .asString())
                .isEqualTo("2026-02-01T00:00:00.000Z");
        assertThat(queue.ok("GET", W1).path("workerId").asString()).isEqualTo("w1");
    }

    @Test
    void aWorkerMayBeDeclaredBeforeItClaimsAnything() {
        String path = TYPES + "/wtype/wgroup/wid";
        queue.ok("PUT", path, expires("3000-01-01T00:00:00Z"));
        JsonNode worker = queue.ok("GET", TYPES + "/wtype/workers/wgroup/wid");
        assertThat(worker.path("expires").asString()).isEqualTo("3000-01-01T00:00:00.000Z");
        assertThat(worker.path("recentTasks")).isEmpty();
        assertThat(texts(TYPES, "workerTypes", "workerType")).containsExactly("wtype");
        assertThat(queue.ok("PUT", path, expires("2999-01-01T00:00:00Z"))
                        .path("expires")
                        .asString())
                .as("a life is never shortened")
                .isEqualTo("3000-01-01T00:00:00.000Z");
    }

    @Test
    void aDeclarationNeedsATimeThatIsStillToCome() {
        queue.refused(
                "InputError",
                "`expires` is 2025-01-01T00:00:00.000Z",
                queue.call("PUT", TYPES + "/ci/home/w1", expires("2025-01-01T00:00:00Z")));
        queue.refused(
                "InputValidationError",
                "expires",
                queue.call("PUT", TYPES + "/ci/home/w1", Json.MAPPER.createObjectNode()));
        queue.refused(
                "InputValidationError",
                "quarantineUntil",
                queue.call(
                        "PUT",
                        TYPES + "/ci/home/w1",
                        until("2027-01-01T00:00:00Z").put("expires", LONG_AGO)));
        assertThat(texts("/task-queues", "taskQueues", "taskQueueId")).isEmpty();
    }

    @Test
    void aWorkerTypeThatNoTaskCanNameIsRefused() {
        queue.refused(
                "InvalidRequestArguments",
                "workerType",
                queue.call("PUT", TYPES + "/No_Such/home/w1", expires("3000-01-01T00:00:00Z")));
    }

    @Test
    void everythingIsListedInPages() {
        for (String taskQueue : List.of("a/x", "a/y", "a-b/x", "b/x")) {
            String[] halves = taskQueue.split("/", -1);
            for (String worker : List.of("w1", "w2", "w3")) {
                queue.ok(
                        "PUT",
                        "/provisioners/%s/worker-types/%s/home/%s".formatted(halves[0], halves[1], worker),
                        expires("3000-01-01T00:00:00Z"));
            }
        }
        assertThat(paged("/provisioners", "provisioners", "provisionerId")).containsExactly("a-b", "a", "b");
        assertThat(paged("/provisioners/a/worker-types", "workerTypes", "workerType"))
                .containsExactly("x", "y");
        assertThat(paged("/task-queues", "taskQueues", "taskQueueId")).containsExactly("a-b/x", "a/x", "a/y", "b/x");
        assertThat(paged("/provisioners/a/worker-types/x/workers", "workers", "workerId"))
                .containsExactly("w1", "w2", "w3");
        assertThat(texts("/provisioners", "provisioners", "provisionerId")).containsExactly("a-b", "a", "b");
    }
}

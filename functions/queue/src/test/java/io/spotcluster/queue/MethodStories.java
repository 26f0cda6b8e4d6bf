package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Slug;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What each method does, shortly; the tests of the features say more. */
final class MethodStories {
    /** Prepares, calls the method signed, and asserts what became of it. */
    @FunctionalInterface
    interface Story {
        void tell(SignedWorld world);
    }

    private static final String TASK_QUEUE = "/task-queues/proj-test%2Fci";
    private static final String WORKER_TYPES = "/provisioners/proj-test/worker-types";
    private static final String W1 = WORKER_TYPES + "/ci/workers/home/w1";
    private static final String LOG = "public%2Flog.txt";

    private final Map<String, Story> stories = new TreeMap<>();

    private MethodStories() {}

    static Map<String, Story> all() {
        MethodStories all = new MethodStories();
        all.monitoring();
        all.reading();
        all.creating();
        all.changing();
        all.groups();
        all.working();
        all.makingArtifacts();
        all.readingArtifacts();
        all.countingTasks();
        all.workers();
        return all.stories;
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }

    private static String text(JsonNode document, String pointer) {
        return document.at(pointer).asString("");
    }

    /** A task that nobody has claimed. */
    private static String pending(SignedWorld world) {
        return world.maker.create();
    }

    /** A task that the worker w1 has. */
    private static String running(SignedWorld world) {
        pending(world);
        return world.maker.claimOne("w1");
    }

    /** A running task with an artifact of its first run. */
    private static String withLog(SignedWorld world) {
        String taskId = running(world);
        world.maker.ok("POST", "/task/" + taskId + "/runs/0/artifacts/" + LOG, reference("https://example.com/log"));
        return taskId;
    }

    private static ObjectNode reference(String url) {
        return object().put("storageType", "reference")
                .put("url", url)
                .put("contentType", "text/plain")
                .put("expires", "2026-01-02T00:00:00.000Z");
    }

    /** A task of the group of the same name, which a scheduler of its own has. */
    private static String grouped(SignedWorld world) {
        String taskGroupId = Slug.nice();
        world.maker.create(
                world.maker.definition().put("taskGroupId", taskGroupId).put("schedulerId", "sched"));
        return taskGroupId;
    }

    private void monitoring() {
        stories.put(
                "ping",
                world ->
                        assertThat(world.get("/ping").path("alive").asBoolean()).isTrue());
        stories.put(
                "lbheartbeat",
                world -> assertThat(world.get("/__lbheartbeat__")).isEmpty());
        stories.put(
                "heartbeat", world -> assertThat(world.get("/__heartbeat__")).isEmpty());
        stories.put(
                "version",
                world -> assertThat(world.get("/__version__").has("version")).isTrue());
    }

    private void reading() {
        stories.put("task", world -> {
            String taskId = pending(world);
            assertThat(text(world.as("queue:get-task:" + taskId).get("/task/" + taskId), "/metadata/name"))
                    .isEqualTo("a task");
        });
        stories.put("tasks", world -> {
            String one = pending(world);
            String other = pending(world);
            JsonNode found = world.as("queue:get-task:*").post("/tasks", ids(one, other));
            assertThat(List.of(text(found, "/tasks/0/taskId"), text(found, "/tasks/1/taskId")))
                    .containsExactly(one, other);
            assertThat(world.as().post("/tasks", ids()).path("tasks"))
                    .as("no tasks need no scopes")
                    .isEmpty();
        });
        stories.put("statuses", world -> {
            String taskId = running(world);
            JsonNode found = world.as("queue:status:" + taskId).post("/tasks/status", ids(taskId));
            assertThat(text(found, "/statuses/0/status/state")).isEqualTo("running");
            assertThat(world.as().post("/tasks/status", ids()).path("statuses")).isEmpty();
        });
        stories.put("status", world -> {
            String taskId = running(world);
            JsonNode status = world.as("queue:status:" + taskId).get("/task/" + taskId + "/status");
            assertThat(text(status, "/status/runs/0/workerId")).isEqualTo("w1");
        });
        stories.put("listDependentTasks", world -> {
            String taskId = pending(world);
            String dependent = world.maker.create(taskId);
            world.maker.drain();
            JsonNode list = world.as("queue:list-dependent-tasks:" + taskId).get("/task/" + taskId + "/dependents");
            assertThat(text(list, "/tasks/0/status/taskId")).isEqualTo(dependent);
        });
    }

    private static ObjectNode ids(String... taskIds) {
        ObjectNode body = object();
        List.of(taskIds).forEach(body.putArray("taskIds")::add);
        return body;
    }

    private void creating() {
        stories.put("createTask", world -> {
            String taskId = Slug.nice();
            ObjectNode definition = world.maker.definition().put("priority", "low");
            definition.putArray("routes").add("index.me");
            definition.putArray("scopes").add("some:scope");
            JsonNode created = world.as(
                            "queue:create-task:low:proj-test/ci",
                            "queue:create-task:project:none",
                            "queue:scheduler-id:-",
                            "queue:route:index.me",
                            "some:scope")
                    .put("/task/" + taskId, definition);
            assertThat(text(created, "/status/state")).isEqualTo("pending");
            assertThat(world.maker.claimOne("w1")).isEqualTo(taskId);
        });
    }

    private void changing() {
        stories.put("scheduleTask", world -> {
            String taskId = world.maker.create(pending(world));
            JsonNode status = world.as("queue:schedule-task-in-project:none").post("/task/" + taskId + "/schedule");
            assertThat(text(status, "/status/state")).isEqualTo("pending");
        });
        stories.put("rerunTask", world -> {
            String taskId = running(world);
            world.maker.report(taskId, 0, "failed");
            JsonNode status = world.as("queue:rerun-task:-/%s/%s".formatted(taskId, taskId))
                    .post("/task/" + taskId + "/rerun");
            assertThat(text(status, "/status/runs/1/reasonCreated")).isEqualTo("rerun");
        });
        stories.put("cancelTask", world -> {
            String taskId = pending(world);
            JsonNode status = world.as("queue:cancel-task", "assume:scheduler-id:-/" + taskId)
                    .post("/task/" + taskId + "/cancel");
            assertThat(text(status, "/status/runs/0/reasonResolved")).isEqualTo("canceled");
            assertThat(world.maker.claim("w1", 1)).isEmpty();
        });
        stories.put("changeTaskPriority", world -> {
            pending(world);
            String urgent = pending(world);
            world.as("queue:change-task-priority-in-queue:proj-test/ci")
                    .post("/task/" + urgent + "/priority", object().put("newPriority", "highest"));
            assertThat(world.maker.claimOne("w1")).isEqualTo(urgent);
        });
    }

    private void groups() {
        stories.put("listTaskGroup", world -> {
            String group = grouped(world);
            JsonNode list = world.as("queue:list-task-group:" + group).get("/task-group/" + group + "/list");
            assertThat(list.path("tasks")).hasSize(1);
        });
        stories.put("getTaskGroup", world -> {
            String group = grouped(world);
            JsonNode found = world.as("queue:list-task-group:" + group).get("/task-group/" + group);
            assertThat(text(found, "/schedulerId")).isEqualTo("sched");
        });
        stories.put("sealTaskGroup", world -> {
            String group = grouped(world);
            JsonNode sealed = world.as("queue:seal-task-group:sched/" + group).post("/task-group/" + group + "/seal");
            assertThat(text(sealed, "/sealed")).startsWith("2026-01-01");
            ObjectNode late = world.maker.definition().put("taskGroupId", group).put("schedulerId", "sched");
            world.maker.refused("RequestConflict", "sealed", world.maker.call("PUT", "/task/" + Slug.nice(), late));
        });
        stories.put("cancelTaskGroup", world -> {
            String group = grouped(world);
            world.maker.ok("POST", "/task-group/" + group + "/seal");
            JsonNode canceled =
                    world.as("queue:cancel-task-group:sched/" + group).post("/task-group/" + group + "/cancel");
            assertThat(canceled.path("cancelledCount").asInt()).isEqualTo(1);
            assertThat(world.maker.told()).contains("task-group-resolved");
        });
        stories.put("changeTaskGroupPriority", world -> {
            String group = grouped(world);
            JsonNode changed = world.as("queue:change-task-group-priority:sched/" + group)
                    .post("/task-group/" + group + "/priority", object().put("newPriority", "highest"));
            assertThat(world.maker.state(text(changed, "/taskIds/0"))).isEqualTo("pending");
            assertThat(changed.path("tasksAffected").asInt()).isEqualTo(1);
        });
    }

    private void working() {
        ObjectNode worker = object().put("workerGroup", "home").put("workerId", "w1");
        stories.put("claimWork", world -> {
            String taskId = pending(world);
            JsonNode work = world.as("queue:claim-work:proj-test/ci", "queue:worker-id:home/w1")
                    .post("/claim-work/proj-test%2Fci", worker);
            assertThat(text(work, "/tasks/0/status/taskId")).isEqualTo(taskId);
            assertThat(text(work, "/tasks/0/credentials/clientId"))
                    .startsWith("task-client/" + taskId + "/0/on/home/w1");
        });
        stories.put("claimTask", world -> {
            String taskId = pending(world);
            JsonNode claim = world.as("queue:claim-task:proj-test/ci", "queue:worker-id:home/w1")
                    .post("/task/" + taskId + "/runs/0/claim", worker);
            assertThat(text(claim, "/status/state")).isEqualTo("running");
        });
        stories.put("reclaimTask", world -> {
            String taskId = running(world);
            world.maker.clock.advance(Duration.ofMinutes(10));
            JsonNode claim =
                    world.as("queue:reclaim-task:" + taskId + "/0").post("/task/" + taskId + "/runs/0/reclaim");
            assertThat(text(claim, "/takenUntil")).isEqualTo("2026-01-01T00:30:01.000Z");
        });
        for (String end : List.of("completed", "failed")) {
            stories.put(end.equals("failed") ? "reportFailed" : "reportCompleted", world -> {
                String taskId = running(world);
                JsonNode status =
                        world.as("queue:resolve-task:" + taskId + "/0").post("/task/" + taskId + "/runs/0/" + end);
                assertThat(text(status, "/status/state")).isEqualTo(end);
                assertThat(world.maker.told()).contains("task-" + end);
            });
        }
        stories.put("reportException", world -> {
            String taskId = running(world);
            JsonNode status = world.as("queue:resolve-task:" + taskId + "/0")
                    .post("/task/" + taskId + "/runs/0/exception", object().put("reason", "intermittent-task"));
            assertThat(text(status, "/status/runs/0/reasonResolved")).isEqualTo("intermittent-task");
            assertThat(text(status, "/status/runs/1/reasonCreated")).isEqualTo("task-retry");
        });
    }

    private void makingArtifacts() {
        stories.put("createArtifact", world -> {
            String taskId = running(world);
            ObjectNode upload = object().put("storageType", "s3")
                    .put("contentType", "text/plain")
                    .put("expires", "2026-01-02T00:00:00.000Z");
            JsonNode made = world.as("queue:create-artifact:" + taskId + "/0")
                    .post("/task/" + taskId + "/runs/0/artifacts/" + LOG, upload);
            assertThat(text(made, "/putUrl")).contains("log.txt");
        });
        stories.put("finishArtifact", world -> {
            String taskId = running(world);
            String path = "/task/" + taskId + "/runs/0/artifacts/" + LOG;
            ObjectNode upload = object().put("storageType", "object")
                    .put("contentType", "text/plain")
                    .put("expires", "2026-01-02T00:00:00.000Z");
            JsonNode made = world.as("queue:create-artifact:" + taskId + "/0").post(path, upload);
            world.maker.objects.upload(text(made, "/name"));
            JsonNode finished = object().put("uploadId", text(made, "/uploadId"));
            assertThat(world.call("PUT", path, Optional.of(finished)).status()).isEqualTo(204);
            assertThat(text(world.maker.ok("GET", "/task/" + taskId + "/artifacts"), "/artifacts/0/storageType"))
                    .isEqualTo("object");
        });
    }

    private void readingArtifacts() {
        for (boolean latest : List.of(true, false)) {
            String run = latest ? "" : "/runs/0";
            stories.put(latest ? "getLatestArtifact" : "getArtifact", world -> {
                String taskId = withLog(world);
                JsonNode found = world.as("queue:get-artifact:public/log.txt")
                        .get("/task/" + taskId + run + "/artifacts/" + LOG);
                assertThat(text(found, "/url")).isEqualTo("https://example.com/log");
            });
            stories.put(latest ? "latestArtifact" : "artifact", world -> {
                String taskId = withLog(world);
                JsonNode found = world.as("queue:get-artifact:public/log.txt")
                        .get("/task/" + taskId + run + "/artifact-content/" + LOG);
                assertThat(text(found, "/storageType")).isEqualTo("reference");
            });
            stories.put(latest ? "latestArtifactInfo" : "artifactInfo", world -> {
                String taskId = withLog(world);
                JsonNode found =
                        world.as(listing(taskId, latest)).get("/task/" + taskId + run + "/artifact-info/" + LOG);
                assertThat(text(found, "/contentType")).isEqualTo("text/plain");
            });
            stories.put(latest ? "listLatestArtifacts" : "listArtifacts", world -> {
                String taskId = withLog(world);
                JsonNode list = world.as(listing(taskId, latest)).get("/task/" + taskId + run + "/artifacts");
                assertThat(text(list, "/artifacts/0/name")).isEqualTo("public/log.txt");
            });
        }
    }

    private static String listing(String taskId, boolean latest) {
        return "queue:list-artifacts:" + taskId + (latest ? "" : ":0");
    }

    private void countingTasks() {
        stories.put("pendingTasks", world -> {
            pending(world);
            JsonNode count = world.as("queue:pending-count:proj-test/ci").get("/pending/proj-test%2Fci");
            assertThat(count.path("pendingTasks").asInt()).isEqualTo(1);
        });
        stories.put("taskQueueCounts", world -> {
            running(world);
            pending(world);
            JsonNode counts = world.as("queue:pending-count:proj-test/ci", "queue:claimed-count:proj-test/ci")
                    .get(TASK_QUEUE + "/counts");
            assertThat(counts.path("pendingTasks").asInt()).isEqualTo(1);
            assertThat(counts.path("claimedTasks").asInt()).isEqualTo(1);
        });
        stories.put("listPendingTasks", world -> {
            String first = pending(world);
            pending(world);
            JsonNode list = world.as("queue:pending-list:proj-test/ci").get(TASK_QUEUE + "/pending");
            assertThat(text(list, "/tasks/0/taskId")).isEqualTo(first);
        });
        stories.put("listClaimedTasks", world -> {
            String taskId = running(world);
            JsonNode list = world.as("queue:claimed-list:proj-test/ci").get(TASK_QUEUE + "/claimed");
            assertThat(text(list, "/tasks/0/taskId")).isEqualTo(taskId);
            assertThat(text(list, "/tasks/0/workerId")).isEqualTo("w1");
        });
    }

    private void workers() {
        list(
                "listProvisioners",
                "queue:list-provisioners",
                "/provisioners",
                "/provisioners/0/provisionerId",
                "proj-test");
        list(
                "getProvisioner",
                "queue:get-provisioner:proj-test",
                "/provisioners/proj-test",
                "/provisionerId",
                "proj-test");
        list("listWorkerTypes", "queue:list-worker-types:proj-test", WORKER_TYPES, "/workerTypes/0/workerType", "ci");
        list(
                "getWorkerType",
                "queue:get-worker-type:proj-test/ci",
                WORKER_TYPES + "/ci",
                "/taskQueueId",
                "proj-test/ci");
        list("listTaskQueues", "queue:list-task-queues", "/task-queues", "/taskQueues/0/taskQueueId", "proj-test/ci");
        list("getTaskQueue", "queue:get-task-queue:proj-test/ci", TASK_QUEUE, "/taskQueueId", "proj-test/ci");
        list(
                "listWorkers",
                "queue:list-workers:proj-test/ci",
                WORKER_TYPES + "/ci/workers",
                "/workers/0/workerId",
                "w1");
        list("getWorker", "queue:get-worker:proj-test/ci/home/w1", W1, "/workerGroup", "home");
        stories.put("quarantineWorker", world -> {
            world.maker.claim("w1", 1);
            ObjectNode body = object().put("quarantineUntil", "2026-01-02T00:00:00Z");
            JsonNode worker =
                    world.as("queue:quarantine-worker:proj-test/ci/home/w1").put(W1, body);
            assertThat(text(worker, "/quarantineDetails/0/clientId")).isEqualTo("a/client");
            pending(world);
            assertThat(world.maker.claim("w1", 1)).isEmpty();
        });
        stories.put("declareWorker", world -> {
            ObjectNode body = object().put("expires", "2026-03-01T00:00:00Z");
            world.as("queue:declare-worker:proj-test/ci/home/w1#expires").put(WORKER_TYPES + "/ci/home/w1", body);
            assertThat(text(world.maker.ok("GET", W1), "/expires")).isEqualTo("2026-03-01T00:00:00.000Z");
        });
    }

    /** What is known after a worker has asked for tasks. */
    private void list(String method, String scope, String path, String pointer, String value) {
        stories.put(method, world -> {
            world.maker.claim("w1", 1);
            assertThat(text(world.as(scope).get(path), pointer)).isEqualTo(value);
        });
    }
}

package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.base.Slug;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskGroupId;
import io.spotcluster.queue.task.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What each method does for a caller who may. */
class MethodsTest {
    private static final String MISSING = "fN1SbArXTPSVFNUvaOlinQ";

    private final QueueFixture queue = new QueueFixture();

    private static ObjectNode worker(String id) {
        return Json.MAPPER.createObjectNode().put("workerGroup", "home").put("workerId", id);
    }

    private static ObjectNode priority(String priority) {
        return Json.MAPPER.createObjectNode().put("newPriority", priority);
    }

    private static ObjectNode ids(List<String> taskIds) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        taskIds.forEach(body.putArray("taskIds")::add);
        return body;
    }

    @Nested
    class Creating {
        @Test
        void anEntryOfATaskThatIsInAnotherGroupMeansNothing() {
            String group = Slug.nice();
            String member = queue.create(queue.definition().put("taskGroupId", group));
            String stranger = queue.create();
            // As a creator leaves it that loses the race for its taskId.
            queue.tables.writeHints(List.of(new Write.Put(
                    QueueTables.GROUPS,
                    Item.hint(QueueTables.member(new TaskGroupId(group), new TaskId(stranger)), 1, Optional.empty()),
                    Condition.always())));

            assertThat(queue.ok("GET", "/task-group/" + group + "/list").path("tasks"))
                    .hasSize(1)
                    .allSatisfy(task ->
                            assertThat(task.at("/status/taskId").asString()).isEqualTo(member));
            queue.ok("POST", "/task-group/" + group + "/seal");
            assertThat(queue.ok("POST", "/task-group/" + group + "/cancel")
                            .path("taskGroupSize")
                            .asInt())
                    .isEqualTo(1);
            assertThat(queue.state(stranger)).isEqualTo("pending");
        }

        @Test
        void fillsInEveryDefault() {
            String taskId = queue.create();
            JsonNode task = queue.ok("GET", "/task/" + taskId);
            assertThat(task.path("provisionerId").asString()).isEqualTo("proj-test");
            assertThat(task.path("workerType").asString()).isEqualTo("ci");
            assertThat(task.path("taskGroupId").asString()).isEqualTo(taskId);
            assertThat(task.path("schedulerId").asString()).isEqualTo("-");
            assertThat(task.path("projectId").asString()).isEqualTo("none");
            assertThat(task.path("priority").asString()).isEqualTo("lowest");
            assertThat(task.path("retries").asInt()).isEqualTo(5);
            assertThat(task.path("requires").asString()).isEqualTo("all-completed");
            assertThat(task.path("expires").asString()).isEqualTo("2027-01-01T01:00:00.000Z");
        }

        @Test
        void theSameAgainAnswersTheStatusByThen() {
            ObjectNode definition = queue.definition();
            String taskId = queue.create(definition);
            queue.claimOne("w1");
            JsonNode again = queue.ok("PUT", "/task/" + taskId, definition);
            assertThat(again.path("status").path("state").asString()).isEqualTo("running");
        }

        @Test
        void theSameInAnotherOrderIsTheSame() {
            ObjectNode definition = queue.definition();
            String taskId = queue.create(definition);
            ObjectNode reversed = Json.MAPPER.createObjectNode();
            List<String> names = new ArrayList<>(definition.propertyNames());
            names.reversed().forEach(name -> reversed.set(name, definition.path(name)));
            ObjectNode payload = Json.MAPPER.createObjectNode();
            payload.putArray("command").add("true");
            payload.put("maxRunTime", 60);
            reversed.set("payload", payload);
            queue.ok("PUT", "/task/" + taskId, reversed);
        }

        @Test
        void anotherDefinitionUnderTheSameIdIsAConflict() {
            String taskId = queue.create();
            ObjectNode other = queue.definition().put("retries", 1);
            queue.refused("RequestConflict", "another definition", queue.call("PUT", "/task/" + taskId, other));
        }

        @Test
        void aDefinitionOfMegabytesIsKeptWhole() {
            ObjectNode definition = queue.definition();
            StringBuilder text = new StringBuilder();
            Random random = new Random(1);
            while (text.length() < 1_500_000) {
                text.append(Long.toHexString(random.nextLong()));
            }
            definition.withObject("payload").put("script", text.toString());
            String taskId = queue.create(definition);
            QueueFixture restarted = queue.restarted();
            assertThat(restarted
                            .ok("GET", "/task/" + taskId)
                            .path("payload")
                            .path("script")
                            .asString())
                    .isEqualTo(text.toString());
        }

        @Test
        void dependenciesMustExistAndOutliveTheDeadline() {
            String taskId = Slug.nice();
            queue.refused(
                    "InputError",
                    "do not exist; create them first: " + MISSING,
                    queue.call("PUT", "/task/" + taskId, queue.definition(MISSING)));
            ObjectNode brief = queue.definition();
            brief.put("expires", brief.path("deadline").asString());
            String dependency = queue.create(brief);
            ObjectNode later = queue.definition(dependency).put("deadline", "2026-01-01T03:00:00.000Z");
            queue.refused("InputError", "expire before", queue.call("PUT", "/task/" + taskId, later));
        }

        @Test
        void impossibleTimesAreRefused() {
            ObjectNode task = queue.definition();
            String path = "/task/" + Slug.nice();
            queue.refused(
                    "InputError",
                    "`created` is",
                    queue.call("PUT", path, task.deepCopy().put("created", "2025-12-31T23:00:00Z")));
            queue.refused(
                    "InputError",
                    "more than 5 days",
                    queue.call("PUT", path, task.deepCopy().put("deadline", "2026-01-07T00:00:00Z")));
            queue.refused(
                    "InputError",
                    "before `deadline`",
                    queue.call("PUT", path, task.deepCopy().put("expires", "2026-01-01T00:30:00Z")));
        }

        @Test
        void theQueueIsNamedOneWayOrTheOther() {
            ObjectNode task = queue.definition();
            task.remove("taskQueueId");
            String path = "/task/" + Slug.nice();
            queue.refused("InputError", "The queue is missing", queue.call("PUT", path, task));
            ObjectNode both = task.deepCopy().put("provisionerId", "proj-test").put("workerType", "ci");
            queue.refused(
                    "InputError",
                    "make 'proj-test/ci'",
                    queue.call("PUT", path, both.deepCopy().put("taskQueueId", "proj-test/other")));
            queue.ok("PUT", path, both);
        }

        @Test
        void aGroupHasOneScheduler() {
            String group = Slug.nice();
            queue.create(queue.definition().put("taskGroupId", group).put("schedulerId", "one"));
            ObjectNode other = queue.definition().put("taskGroupId", group).put("schedulerId", "other");
            queue.refused(
                    "RequestConflict",
                    "belongs to schedulerId `one`",
                    queue.call("PUT", "/task/" + Slug.nice(), other));
        }
    }

    @Nested
    class Reading {
        @Test
        void whatDoesNotExistIsNotFound() {
            queue.refused("ResourceNotFound", MISSING, queue.call("GET", "/task/" + MISSING));
            queue.refused("ResourceNotFound", MISSING, queue.call("GET", "/task/" + MISSING + "/status"));
            queue.refused("ResourceNotFound", MISSING, queue.call("GET", "/task-group/" + MISSING));
            queue.refused("ResourceNotFound", MISSING, queue.call("POST", "/task/" + MISSING + "/cancel"));
        }

        @Test
        void whoeverPollsLearnsOnlyWhatHasChanged() {
            String taskId = queue.create();
            for (String path : List.of("/task/" + taskId, "/task/" + taskId + "/status")) {
                assertThat(again(path, tag(path)).status()).as(path).isEqualTo(304);
            }
            String status = tag("/task/" + taskId + "/status");
            String definition = tag("/task/" + taskId);
            queue.claimOne("w1");
            assertThat(again("/task/" + taskId + "/status", status).status()).isEqualTo(200);
            assertThat(again("/task/" + taskId, definition).status()).isEqualTo(304);
            queue.ok("POST", "/task/" + taskId + "/priority", priority("high"));
            assertThat(again("/task/" + taskId, definition).status()).isEqualTo(200);
            assertThat(queue.call("GET", "/task/" + taskId).headers())
                    .containsEntry("cache-control", "private, no-cache");
            queue.report(taskId, 0, "completed");
            assertThat(queue.call("GET", "/task/" + taskId).headers())
                    .containsEntry("cache-control", "private, max-age=300");
            assertThat(queue.call("GET", "/task/" + taskId + "/status").headers())
                    .as("it may be rerun")
                    .containsEntry("cache-control", "private, no-cache");
        }

        private String tag(String path) {
            return queue.call("GET", path).headers().getOrDefault("etag", "");
        }

        private HttpReply again(String path, String tag) {
            return TestCall.of("GET", "/api/queue/v1" + path)
                    .by("*")
                    .header("if-none-match", tag)
                    .to(queue.http);
        }

        @Test
        void manyTasksAndStatusesComeInPagesWithoutTheMissingOnes() {
            List<String> taskIds = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                taskIds.add(queue.create());
            }
            List<String> asked = new ArrayList<>(taskIds);
            asked.add(2, MISSING);
            asked.add(1, "no id at all");
            for (String what : List.of("/tasks", "/tasks/status")) {
                String list = what.equals("/tasks") ? "tasks" : "statuses";
                List<String> found = new ArrayList<>();
                String query = "?limit=2";
                while (!query.isEmpty()) {
                    JsonNode page = queue.ok("POST", what + query, ids(asked));
                    page.path(list)
                            .forEach(entry -> found.add(entry.path("taskId").asString()));
                    query = page.has("continuationToken")
                            ? "?limit=2&continuationToken="
                                    + page.path("continuationToken").asString()
                            : "";
                }
                assertThat(found).containsExactlyElementsOf(taskIds);
            }
            assertThat(queue.ok("POST", "/tasks/status", ids(List.of())).path("statuses"))
                    .isEmpty();
        }

        @Test
        void dependentsAreListed() {
            String one = queue.create();
            String dependent = queue.create(one);
            queue.drain();
            JsonNode tasks = queue.ok("GET", "/task/" + one + "/dependents").path("tasks");
            assertThat(tasks).hasSize(1);
            assertThat(tasks.path(0).path("status").path("taskId").asString()).isEqualTo(dependent);
        }

        @Test
        void aGroupIsListedInPages() {
            String group = Slug.nice();
            List<String> members = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                members.add(queue.create(queue.definition().put("taskGroupId", group)));
            }
            List<String> found = new ArrayList<>();
            String query = "?limit=2";
            while (!query.isEmpty()) {
                JsonNode page = queue.ok("GET", "/task-group/" + group + "/list" + query);
                page.path("tasks")
                        .forEach(task ->
                                found.add(task.path("status").path("taskId").asString()));
                query = page.has("continuationToken")
                        ? "?limit=2&continuationToken="
                                + page.path("continuationToken").asString()
                        : "";
            }
            assertThat(found).containsExactlyInAnyOrderElementsOf(members);
            assertThat(queue.ok("GET", "/task-group/" + group)
                            .path("schedulerId")
                            .asString())
                    .isEqualTo("-");
        }

        @Test
        void aTaskQueueIsCountedAndListed() {
            queue.create();
            String other = queue.create();
            String claimed = queue.claimOne("w1");
            String path = "/task-queues/proj-test%2Fci/";
            JsonNode counts = queue.ok("GET", path + "counts");
            assertThat(counts.path("pendingTasks").asInt()).isEqualTo(1);
            assertThat(counts.path("claimedTasks").asInt()).isEqualTo(1);
            assertThat(queue.ok("GET", "/pending/proj-test%2Fci")
                            .path("pendingTasks")
                            .asInt())
                    .isEqualTo(1);
            assertThat(queue.ok("GET", path + "pending")
                            .path("tasks")
                            .path(0)
                            .path("taskId")
                            .asString())
                    .isEqualTo(other);
            JsonNode held = queue.ok("GET", path + "claimed").path("tasks").path(0);
            assertThat(held.path("taskId").asString()).isEqualTo(claimed);
            assertThat(held.path("workerId").asString()).isEqualTo("w1");
        }
    }

    @Nested
    class Changing {
        @Test
        void cancelEndsATaskAndItsWorkerLearnsAtTheNextReclaim() {
            String taskId = queue.create();
            queue.claimOne("w1");
            JsonNode status = queue.ok("POST", "/task/" + taskId + "/cancel").path("status");
            assertThat(status.path("runs").path(0).path("reasonResolved").asString())
                    .isEqualTo("canceled");
            queue.refused(
                    "RequestConflict",
                    "resolved or not running",
                    queue.call("POST", "/task/" + taskId + "/runs/0/reclaim"));
            queue.ok("POST", "/task/" + taskId + "/cancel");
        }

        @Test
        void rerunGivesAResolvedTaskAnotherRun() {
            String taskId = queue.create();
            queue.complete(taskId);
            queue.ok("POST", "/task/" + taskId + "/rerun");
            queue.complete(taskId);
            assertThat(queue.status(taskId).path("runs")).hasSize(2);
        }

        @Test
        void scheduleDoesNotWaitForDependencies() {
            String taskId = queue.create(queue.create());
            queue.drain();
            queue.ok("POST", "/task/" + taskId + "/schedule");
            assertThat(queue.state(taskId)).isEqualTo("pending");
        }

        @Test
        void priorityDecidesWhoIsClaimedFirst() {
            String first = queue.create();
            String urgent = queue.create();
            queue.ok("POST", "/task/" + urgent + "/priority", priority("high"));
            assertThat(queue.ok("GET", "/task/" + urgent).path("priority").asString())
                    .isEqualTo("high");
            assertThat(queue.claimOne("w1")).isEqualTo(urgent);
            assertThat(queue.claimOne("w1")).isEqualTo(first);
            assertThat(queue.claim("w1", 1)).isEmpty();
            assertThat(queue.told()).contains("task-priority-changed");
        }

        @Test
        void aSealedGroupTakesNoTasksAndCanBeCanceled() {
            String group = Slug.nice();
            ObjectNode definition = queue.definition().put("taskGroupId", group);
            String done = queue.create(definition);
            queue.complete(done);
            String open = queue.create(definition);
            String path = "/task-group/" + group;
            queue.refused("RequestConflict", "not sealed", queue.call("POST", path + "/cancel"));
            String sealed = queue.ok("POST", path + "/seal").path("sealed").asString();
            assertThat(queue.ok("POST", path + "/seal").path("sealed").asString())
                    .isEqualTo(sealed);
            queue.refused("RequestConflict", "sealed", queue.call("PUT", "/task/" + Slug.nice(), definition));
            queue.ok("PUT", "/task/" + open, definition);

            JsonNode canceled = queue.ok("POST", path + "/cancel");
            assertThat(canceled.path("taskGroupSize").asInt()).isEqualTo(2);
            assertThat(canceled.path("taskIds").path(0).asString()).isEqualTo(open);
            assertThat(canceled.path("cancelledCount").asInt()).isEqualTo(1);
            assertThat(queue.told()).contains("task-group-sealed", "task-group-resolved");
        }

        @Test
        void aGroupIsReprioritizedAtOnce() {
            String group = Slug.nice();
            String taskId = queue.create(queue.definition().put("taskGroupId", group));
            JsonNode changed = queue.ok("POST", "/task-group/" + group + "/priority", priority("high"));
            assertThat(changed.path("tasksAffected").asInt()).isEqualTo(1);
            assertThat(queue.status(taskId).path("priority").asString()).isEqualTo("high");
            assertThat(queue.told()).contains("task-priority-changed", "task-group-priority-changed");
        }
    }

    @Nested
    class Working {
        @Test
        void theOldestOfTheMostUrgentIsClaimedFirst() {
            List<String> low = List.of(queue.create(), queue.create());
            String high = queue.create(queue.definition().put("priority", "high"));
            assertThat(List.of(queue.claimOne("w1"), queue.claimOne("w1"), queue.claimOne("w1")))
                    .containsExactly(high, low.get(0), low.get(1));
        }

        @Test
        void severalTasksAreClaimedAtOnce() {
            queue.create();
            queue.create();
            assertThat(queue.claim("w1", 5)).hasSize(2);
        }

        @Test
        void aSingleRunIsClaimedByOneWorker() {
            String taskId = queue.create();
            String path = "/task/" + taskId + "/runs/0/claim";
            JsonNode claim = queue.ok("POST", path, worker("cli"));
            assertThat(queue.ok("POST", path, worker("cli")).path("takenUntil")).isEqualTo(claim.path("takenUntil"));
            queue.refused("RequestConflict", "home/cli", queue.call("POST", path, worker("other")));
            queue.refused(
                    "ResourceNotFound",
                    "no run 1",
                    queue.call("POST", "/task/" + taskId + "/runs/1/claim", worker("cli")));
        }

        @Test
        void reportsMayBeRepeatedAndNotContradicted() {
            String taskId = queue.create();
            queue.claimOne("w1");
            queue.report(taskId, 0, "failed");
            queue.report(taskId, 0, "failed");
            queue.refused(
                    "RequestConflict",
                    "resolved or not running",
                    queue.call("POST", "/task/" + taskId + "/runs/0/completed"));
            assertThat(queue.told()).contains("task-failed");
        }

        @Test
        void aWorkerThatShutsDownGivesItsTaskBack() {
            String taskId = queue.create();
            queue.claimOne("w1");
            assertThat(queue.reportException(taskId, 0, "worker-shutdown").status())
                    .isEqualTo(200);
            assertThat(queue.reportException(taskId, 0, "worker-shutdown").status())
                    .isEqualTo(200);
            JsonNode runs = queue.status(taskId).path("runs");
            assertThat(runs.path(1).path("reasonCreated").asString()).isEqualTo("retry");
            assertThat(queue.claimOne("w2")).isEqualTo(taskId);
        }
    }
}

package io.spotcluster.queue;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Slug;
import io.spotcluster.queue.CostCase.Measured;
import io.spotcluster.queue.CostCase.Measured.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** The situations of the table of costs: for each method the one that costs least and the one that costs most. */
final class CostCases {
    private static final String NEW = "AAAAAAAAQAOAAAAAAAAAAA";
    private static final String POOL = "proj-test%2Fci";
    private static final String TYPE = "/provisioners/proj-test/worker-types/ci";
    private static final String CLAIM = "{\"workerGroup\":\"home\",\"workerId\":\"w1\"}";

    private CostCases() {}

    static List<CostCase> all() {
        List<CostCase> cases = new ArrayList<>();
        cases.addAll(reading());
        cases.addAll(groups());
        cases.addAll(creation());
        cases.addAll(transitions());
        cases.addAll(claims());
        cases.addAll(CostCasesOfArtifacts.all());
        cases.addAll(queuesAndWorkers());
        cases.addAll(background());
        return cases;
    }

    private static List<CostCase> reading() {
        return List.of(
                CostCase.of("task", "always", queue -> get("/task/" + queue.create())),
                CostCase.of("tasks", "none asked for", _ -> post("/tasks", "{\"taskIds\":[]}")),
                CostCase.of("tasks", "1,000 of 1 KB", queue -> post("/tasks", ids(many(queue, 1000)))),
                CostCase.of("statuses", "none asked for", _ -> post("/tasks/status", "{\"taskIds\":[]}")),
                CostCase.of("statuses", "1,000", queue -> post("/tasks/status", ids(many(queue, 1000)))),
                CostCase.of("status", "always", queue -> get("/task/" + queue.create() + "/status")),
                CostCase.of("listDependentTasks", "none", queue -> get("/task/" + queue.create() + "/dependents")),
                CostCase.of("listDependentTasks", "a page of 1,000", queue -> {
                    String first = queue.create();
                    for (int i = 0; i < 1000; i++) {
                        queue.create(first);
                    }
                    queue.drain();
                    return get("/task/" + first + "/dependents");
                }));
    }

    private static List<CostCase> groups() {
        return List.of(
                CostCase.of("listTaskGroup", "one task", queue -> get("/task-group/" + group(queue, 1) + "/list")),
                CostCase.of(
                        "listTaskGroup",
                        "a page of 1,000",
                        queue -> get("/task-group/" + group(queue, 1001) + "/list")),
                CostCase.of("getTaskGroup", "always", queue -> get("/task-group/" + group(queue, 1))),
                CostCase.of("sealTaskGroup", "sealed already", queue -> {
                    Call seal = post("/task-group/" + group(queue, 1) + "/seal", "");
                    queue.ok("POST", seal.path());
                    return seal;
                }),
                CostCase.of("sealTaskGroup", "open", queue -> post("/task-group/" + group(queue, 1) + "/seal", "")),
                CostCase.of("cancelTaskGroup", "100 resolved tasks", queue -> {
                    String group = group(queue, 100);
                    queue.ok("POST", "/task-group/" + group + "/seal");
                    queue.ok("POST", "/task-group/" + group + "/cancel");
                    return post("/task-group/" + group + "/cancel", "");
                }),
                CostCase.of("cancelTaskGroup", "100 running tasks", queue -> {
                    String group = group(queue, 100);
                    queue.ok("POST", "/task-group/" + group + "/seal");
                    for (int i = 0; i < 10; i++) {
                        queue.claim("w" + i, 10);
                    }
                    return post("/task-group/" + group + "/cancel", "");
                }),
                CostCase.of("changeTaskGroupPriority", "100 resolved tasks", queue -> {
                    String group = group(queue, 100);
                    queue.ok("POST", "/task-group/" + group + "/seal");
                    queue.ok("POST", "/task-group/" + group + "/cancel");
                    return post("/task-group/" + group + "/priority", priority("high"));
                }),
                CostCase.of(
                        "changeTaskGroupPriority",
                        "100 pending tasks",
                        queue -> post("/task-group/" + group(queue, 100) + "/priority", priority("high"))));
    }

    private static List<CostCase> creation() {
        return List.of(
                CostCase.of("createTask", "the same once more", queue -> {
                    Call create = put("/task/" + NEW, Json.write(queue.definition()));
                    queue.ok("PUT", create.path(), Json.parse(create.body()));
                    return create;
                }),
                CostCase.of("createTask", "1 KB, into a group that is there", queue -> {
                    ObjectNode definition = queue.definition();
                    definition.put("taskGroupId", group(queue, 1));
                    return put("/task/" + NEW, Json.write(definition));
                }),
                CostCase.of(
                        "createTask",
                        "1 KB, the first of its group",
                        queue -> put("/task/" + NEW, Json.write(queue.definition()))),
                CostCase.of(
                        "createTask",
                        "10,000 dependencies",
                        queue -> put(
                                "/task/" + NEW,
                                Json.write(queue.definition(many(queue, 10_000).toArray(String[]::new))))),
                CostCase.of("createTask", "300 KB that do not shrink", queue -> {
                    ObjectNode definition = queue.definition();
                    definition.putObject("payload").put("noise", noise(300_000));
                    return put("/task/" + NEW, Json.write(definition));
                }),
                CostCase.of("createTask", "4 MB that do not shrink, kept as a blob", queue -> {
                    ObjectNode definition = queue.definition();
                    definition.putObject("payload").put("noise", noise(4_000_000));
                    return put("/task/" + NEW, Json.write(definition));
                }));
    }

    private static List<CostCase> transitions() {
        return List.of(
                CostCase.of("scheduleTask", "pending already", queue -> post("/task/" + queue.create() + "/schedule")),
                CostCase.of(
                        "scheduleTask",
                        "unscheduled",
                        queue -> post("/task/" + queue.create(queue.create()) + "/schedule")),
                CostCase.of("rerunTask", "pending already", queue -> post("/task/" + queue.create() + "/rerun")),
                CostCase.of("rerunTask", "resolved", queue -> {
                    String task = queue.create();
                    queue.complete(task);
                    return post("/task/" + task + "/rerun");
                }),
                CostCase.of("cancelTask", "resolved already", queue -> {
                    String task = queue.create();
                    queue.complete(task);
                    return post("/task/" + task + "/cancel");
                }),
                CostCase.of("cancelTask", "running", queue -> post("/task/" + running(queue) + "/cancel")),
                CostCase.of(
                        "changeTaskPriority",
                        "the same one",
                        queue -> post("/task/" + queue.create() + "/priority", priority("lowest"))),
                CostCase.of(
                        "changeTaskPriority",
                        "pending",
                        queue -> post("/task/" + queue.create() + "/priority", priority("high"))),
                CostCase.of("reportCompleted", "once more", queue -> again(run(running(queue), "completed"))),
                CostCase.of("reportCompleted", "running", queue -> run(running(queue), "completed")),
                CostCase.of("reportFailed", "once more", queue -> again(run(running(queue), "failed"))),
                CostCase.of("reportFailed", "running", queue -> run(running(queue), "failed")),
                CostCase.of("reportException", "once more", queue -> again(exception(running(queue)))),
                CostCase.of("reportException", "running, and retried", queue -> exception(running(queue))));
    }

    private static List<CostCase> claims() {
        return List.of(
                CostCase.of("claimWork", "nothing pending, worker seen lately", _ -> again(claimWork(1))),
                CostCase.of("claimWork", "one task, worker seen lately", queue -> {
                    queue.claim("w1", 1);
                    queue.create();
                    return claimWork(1);
                }),
                CostCase.of("claimWork", "one task, worker and task queue new", queue -> {
                    queue.create();
                    return claimWork(1);
                }),
                CostCase.of("claimWork", "32 tasks", queue -> {
                    queue.claim("w1", 1);
                    many(queue, 32);
                    return claimWork(32);
                }),
                CostCase.of("claimTask", "once more", queue -> again(claimTask(queue.create()))),
                CostCase.of("claimTask", "pending", queue -> claimTask(queue.create())),
                CostCase.of("reclaimTask", "17 minutes after the claim", queue -> {
                    String task = running(queue);
                    queue.clock.advance(Duration.ofMinutes(17));
                    return run(task, "reclaim");
                }),
                CostCase.of("reclaimTask", "34 minutes after it, for the second time", queue -> {
                    String task = running(queue);
                    queue.clock.advance(Duration.ofMinutes(17));
                    queue.ok("POST", "/task/" + task + "/runs/0/reclaim");
                    queue.clock.advance(Duration.ofMinutes(17));
                    return run(task, "reclaim");
                }));
    }

    private static List<CostCase> queuesAndWorkers() {
        return List.of(
                CostCase.of("pendingTasks", "asked within two seconds", queue -> {
                    queue.create();
                    return again(get("/pending/" + POOL));
                }),
                CostCase.of("pendingTasks", "1,000 pending", queue -> {
                    many(queue, 1000);
                    return get("/pending/" + POOL);
                }),
                CostCase.of("taskQueueCounts", "asked within two seconds", queue -> {
                    queue.create();
                    return again(get("/task-queues/" + POOL + "/counts"));
                }),
                CostCase.of("taskQueueCounts", "1,000 pending", queue -> {
                    many(queue, 1000);
                    return get("/task-queues/" + POOL + "/counts");
                }),
                CostCase.of("listPendingTasks", "none", _ -> get("/task-queues/" + POOL + "/pending")),
                CostCase.of("listPendingTasks", "a page of 1,000", queue -> {
                    many(queue, 1001);
                    return get("/task-queues/" + POOL + "/pending");
                }),
                CostCase.of("listClaimedTasks", "none", _ -> get("/task-queues/" + POOL + "/claimed")),
                CostCase.of("listClaimedTasks", "100", queue -> {
                    many(queue, 100);
                    for (int i = 0; i < 10; i++) {
                        queue.claim("w" + i, 10);
                    }
                    return get("/task-queues/" + POOL + "/claimed");
                }),
                CostCase.of("listProvisioners", "one task queue", queue -> seen(queue, get("/provisioners"))),
                CostCase.of("getProvisioner", "one task queue", queue -> seen(queue, get("/provisioners/proj-test"))),
                CostCase.of(
                        "listWorkerTypes",
                        "one task queue",
                        queue -> seen(queue, get("/provisioners/proj-test/worker-types"))),
                CostCase.of("getWorkerType", "always", queue -> seen(queue, get(TYPE))),
                CostCase.of("listTaskQueues", "one task queue", queue -> seen(queue, get("/task-queues"))),
                CostCase.of("getTaskQueue", "always", queue -> seen(queue, get("/task-queues/" + POOL))),
                CostCase.of("listWorkers", "one worker", queue -> seen(queue, get(TYPE + "/workers"))),
                CostCase.of("getWorker", "without quarantines", queue -> seen(queue, get(TYPE + "/workers/home/w1"))),
                CostCase.of("quarantineWorker", "known worker", queue -> {
                    queue.claim("w1", 1);
                    return put(TYPE + "/workers/home/w1", "{\"quarantineUntil\":\"2026-01-02T00:00:00.000Z\"}");
                }),
                CostCase.of(
                        "declareWorker",
                        "new worker",
                        _ -> put(TYPE + "/home/w1", "{\"expires\":\"2026-01-02T00:00:00.000Z\"}")));
    }

    private static List<CostCase> background() {
        return List.of(
                CostCase.of("feed", "a task was created, hints are there", queue -> {
                    queue.create();
                    return new Measured.Feed();
                }),
                CostCase.of("feed", "a task with 10 dependencies was created", queue -> {
                    List<String> before = many(queue, 10);
                    queue.drain();
                    queue.create(before.toArray(String[]::new));
                    return new Measured.Feed();
                }),
                CostCase.of("feed", "a task was claimed", queue -> {
                    queue.create();
                    queue.drain();
                    queue.claimOne("w1");
                    return new Measured.Feed();
                }),
                CostCase.of("feed", "a task was completed, its group goes on", queue -> {
                    String group = group(queue, 2);
                    queue.drain();
                    queue.claimOne("w1");
                    queue.drain();
                    queue.report(group, 0, "completed");
                    return new Measured.Feed();
                }),
                CostCase.of("feed", "a task was completed, on which 10 others wait for nothing else", queue -> {
                    String first = queue.create();
                    for (int i = 0; i < 10; i++) {
                        queue.create(first);
                    }
                    queue.drain();
                    queue.claimOne("w1");
                    queue.drain();
                    queue.report(first, 0, "completed");
                    return new Measured.Feed();
                }),
                CostCase.of("sweeper", "nothing due, a minute later", queue -> {
                    queue.clock.advance(Duration.ofMinutes(1));
                    return new Measured.Sweep();
                }),
                CostCase.of("sweeper", "a claim whose run has ended", queue -> {
                    queue.complete(queue.create());
                    queue.drain();
                    queue.clock.advance(Duration.ofMinutes(20).minusMillis(1));
                    queue.service.sweeper().sweep(queue.clock.instant());
                    queue.clock.advance(Duration.ofMinutes(1));
                    return new Measured.Sweep();
                }),
                CostCase.of("sweeper", "a claim that was prolonged", queue -> {
                    String task = running(queue);
                    queue.drain();
                    queue.clock.advance(Duration.ofMinutes(17));
                    queue.ok("POST", "/task/" + task + "/runs/0/reclaim");
                    queue.clock.advance(Duration.ofMinutes(3).minusMillis(1));
                    queue.service.sweeper().sweep(queue.clock.instant());
                    queue.clock.advance(Duration.ofMinutes(1));
                    return new Measured.Sweep();
                }),
                CostCase.of("sweeper", "a claim that ended, and is retried", queue -> {
                    running(queue);
                    queue.drain();
                    queue.clock.advance(Duration.ofMinutes(20).minusMillis(1));
                    queue.service.sweeper().sweep(queue.clock.instant());
                    queue.clock.advance(Duration.ofMinutes(1));
                    return new Measured.Sweep();
                }));
    }

    static Call get(String path) {
        return new Call("GET", path, "");
    }

    static Call post(String path) {
        return post(path, "");
    }

    static Call post(String path, String body) {
        return new Call("POST", path, body);
    }

    static Call put(String path, String body) {
        return new Call("PUT", path, body);
    }

    static Measured again(Call call) {
        return new Measured.Again(call);
    }

    static Call run(String taskId, String what) {
        return post("/task/%s/runs/0/%s".formatted(taskId, what));
    }

    static String running(QueueFixture queue) {
        queue.create();
        return queue.claimOne("w1");
    }

    private static Call seen(QueueFixture queue, Call call) {
        queue.claim("w1", 1);
        return call;
    }

    private static Call exception(String taskId) {
        return post("/task/%s/runs/0/exception".formatted(taskId), "{\"reason\":\"worker-shutdown\"}");
    }

    private static Call claimWork(int tasks) {
        return post(
                "/claim-work/" + POOL, "{\"workerGroup\":\"home\",\"workerId\":\"w1\",\"tasks\":%d}".formatted(tasks));
    }

    private static Call claimTask(String taskId) {
        return post("/task/%s/runs/0/claim".formatted(taskId), CLAIM);
    }

    private static String priority(String priority) {
        return "{\"newPriority\":\"%s\"}".formatted(priority);
    }

    private static String ids(List<String> taskIds) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        taskIds.forEach(body.putArray("taskIds")::add);
        return Json.write(body);
    }

    private static List<String> many(QueueFixture queue, int count) {
        return IntStream.range(0, count).mapToObj(_ -> queue.create()).toList();
    }

    /** @return the id of a group of pending tasks, which is also that of its oldest one */
    private static String group(QueueFixture queue, int count) {
        String group = Slug.nice();
        for (int i = 0; i < count; i++) {
            queue.clock.advance(Duration.ofMillis(1));
            queue.ok(
                    "PUT",
                    "/task/" + (i == 0 ? group : Slug.nice()),
                    queue.definition().put("taskGroupId", group));
        }
        return group;
    }

    /** Text that deflates to about three quarters. */
    private static String noise(int length) {
        StringBuilder text = new StringBuilder(length);
        new Random(1)
                .ints(length, 'A', 'z')
                .forEach(character -> text.append((char) (character == '\\' ? '_' : character)));
        return text.toString();
    }
}

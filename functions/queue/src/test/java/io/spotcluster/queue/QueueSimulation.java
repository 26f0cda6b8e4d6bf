package io.spotcluster.queue;

import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.events.Event;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import io.spotcluster.embedded.memory.MemoryBlobs;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.embedded.memory.MemoryWorkQueues;
import io.spotcluster.ports.fault.FaultyTables;
import io.spotcluster.ports.fault.Operation;
import io.spotcluster.ports.fault.ProcessDied;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.queue.claim.CredentialsIssuer;
import io.spotcluster.queue.feed.FeedWork;
import io.spotcluster.queue.tables.PendingEntry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.Coalescing;
import io.spotcluster.queue.task.Run;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.TaskState;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.StatusCodec;
import io.spotcluster.testkit.HandTurnedClock;
import io.spotcluster.testkit.simulation.Interleaving;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * One seeded run of the whole queue, through its API, with every order of the elementary operations at its ports: tasks
 * in a random graph, created twice at once; workers that finish, fail, prolong or vanish; claims that expire; cancels,
 * reruns and changes of priority; processes that die and answers that get lost at any operation; records of the feed that
 * are handled late, twice, and in any order. After that everybody is healthy for a while, and what the protocol promises
 * is looked at.
 */
final class QueueSimulation {
    /** What was promised and did not hold; empty if all did. {@code trace} tells every operation. */
    record Result(long seed, List<String> violations, List<String> trace) {}

    private static final String POOL = "simulated/pool";
    private static final Duration TURN = Duration.ofMillis(200);
    private static final Duration STANDSTILL = Duration.ofSeconds(500);
    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();
    private static final int PATIENCE = 60;
    private static final int DEPTH = 2;

    /** Ends a process that was killed in a call that the kernel answered all the same. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What kind of trouble a run is after. */
    private enum Emphasis {
        ALL,
        RERUNS,
        PRIORITIES,
        DEATHS
    }

    /** From when to when a task was resolved in a way that satisfies those that wait for it. */
    private record Span(Instant from, Instant to) {}

    private final long seed;
    private final Random random;
    private final Emphasis emphasis;
    private final HandTurnedClock clock = new HandTurnedClock();
    private final MemoryTables raw = new MemoryTables(clock);
    private final MemoryWorkQueues work = new MemoryWorkQueues(clock);
    private final SimulatedFaults faults;
    private final Interleaving interleaving;
    private final QueueService queue;
    private final Kernel kernel;
    private final String taskGroupId;
    private final String requires;
    /** Whether the tasks stand in one stack. Decided apart, so that the other seeds stay what they were. */
    private final boolean stacked;
    /**
     * How far ahead deadlines lie: in a quarter of the runs so near that some are exceeded; not where it is about reruns, which
     * come to nothing then. Decided apart, too.
     */
    private final Duration deadline;

    private final Map<String, List<String>> dependencies = new LinkedHashMap<>();
    private final Map<String, String> definitions = new HashMap<>();

    private final List<String> violations = new ArrayList<>();
    private final List<Change> records = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, List<Span>> spans = new HashMap<>();
    private final Set<String> acknowledged = new HashSet<>();
    /** The acknowledged tasks, as a process saw the active ones last. */
    private final Map<Thread, Set<String>> joined = new HashMap<>();

    private final Set<String> claims = new HashSet<>();
    private final Set<String> forced = new HashSet<>();
    private final Set<String> reprioritized = new HashSet<>();
    private boolean groupResolved;

    private QueueSimulation(long seed, QueueParts parts) {
        this.seed = seed;
        this.random = new Random(seed);
        this.emphasis = Emphasis.values()[random.nextInt(Emphasis.values().length)];
        this.faults = new SimulatedFaults(random, deaths());
        this.interleaving = new Interleaving(random);
        FaultyTables tables = new FaultyTables(raw, faults, this::before);
        Credentials issuer = Credentials.of("static/taskcluster/queue", "secret-of-the-simulation");
        this.queue = QueueService.create(
                QueueConfiguration.DEFAULT.withClaimTimeout(Duration.ofMinutes(4)),
                new QueueService.Ground(
                        tables, work, new MemoryBlobs(clock), CredentialsIssuer.signedBy(issuer), this::observe, clock),
                parts);
        this.kernel = new Kernel(
                KernelConfiguration.of("http://127.0.0.1:1", clock),
                List.of(queue.api()),
                new HeaderAuthenticator(),
                SCHEMAS);
        this.taskGroupId = slug();
        this.requires = random.nextInt(3) == 0 ? "all-resolved" : "all-completed";
        this.stacked = new Random(seed * 31 + 7).nextInt(4) == 0;
        this.deadline = emphasis != Emphasis.RERUNS && new Random(seed * 17 + 3).nextInt(3) == 0
                ? Duration.ofMinutes(40)
                : Duration.ofDays(4);
        makeGraph();
    }

    static Result run(long seed, QueueParts parts) {
        QueueSimulation simulation = new QueueSimulation(seed, parts);
        simulation.trouble();
        simulation.heal();
        simulation.judge();
        return new Result(seed, List.copyOf(simulation.violations), simulation.interleaving.trace());
    }

    private double deaths() {
        double[] rates = emphasis == Emphasis.DEATHS ? new double[] {0.02, 0.05} : new double[] {0, 0.002, 0.02};
        return rates[random.nextInt(rates.length)];
    }

    private void makeGraph() {
        int count = emphasis == Emphasis.ALL ? 2 + random.nextInt(4) : 2 + random.nextInt(2);
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String taskId = slug();
            dependencies.put(
                    taskId, tasks.stream().filter(_ -> random.nextInt(5) < 3).toList());
            tasks.add(taskId);
        }
    }

    private String definition(String taskId) {
        Instant now = clock.instant();
        return """
                {"taskQueueId":"%s","schedulerId":"simulated","projectId":"simulated","taskGroupId":"%s",
                 "dependencies":[%s],"requires":"%s","priority":"low","retries":20,
                 "created":"%s","deadline":"%s","expires":"%s","payload":{},%s
                 "metadata":{"name":"n","description":"d","owner":"o@example.com","source":"https://example.com"}}
                """.formatted(
                        POOL,
                        taskGroupId,
                        String.join(
                                ",",
                                dependencies.getOrDefault(taskId, List.of()).stream()
                                        .map(id -> '"' + id + '"')
                                        .toList()),
                        requires,
                        Timestamp.format(now),
                        Timestamp.format(now.plus(deadline)),
                        Timestamp.format(now.plus(Duration.ofDays(40))),
                        stacked ? "\"extra\":%s,".formatted(coalesce(taskId)) : "");
    }

    /** Ranks follow from the ids, not from the graph. */
    private static String coalesce(String taskId) {
        return "{\"coalesce\":{\"stack\":\"s\",\"rank\":%d,\"depth\":%d,\"age\":3600}}"
                .formatted(Math.floorMod(taskId.hashCode(), 1000), DEPTH);
    }

    /** A version 4 UUID of the seed's. */
    private String slug() {
        return Slug.encode(new UUID(
                (random.nextLong() & 0x7fff_ffff_ffff_0fffL) | 0x4000L,
                (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L));
    }

    // ---- the run

    private record Start(String name, Runnable body) {}

    private void trouble() {
        List<Start> todo = starts();
        double pace = emphasis == Emphasis.RERUNS ? 0.06 : 0.2;
        while (!todo.isEmpty() || interleaving.running() > 0 || !records.isEmpty() || !messages.isEmpty()) {
            if (!todo.isEmpty() && (random.nextInt(20) == 0 || interleaving.running() == 0)) {
                Start start = todo.remove(random.nextInt(todo.size()));
                interleaving.spawn(start.name(), start.body(), this::ended);
            }
            if (!records.isEmpty() && (random.nextDouble() < pace || interleaving.running() == 0)) {
                Change record = records.remove(random.nextInt(Math.min(3, records.size())));
                handle(record);
                if (random.nextInt(7) == 0) {
                    handle(record);
                }
            }
            if (!messages.isEmpty() && (random.nextDouble() < pace || interleaving.running() == 0)) {
                String message = messages.remove(random.nextInt(messages.size()));
                interleaving.spawn("work", () -> queue.worker().work(message), ending -> {
                    if (ending instanceof Interleaving.Ending.Threw(Throwable cause)) {
                        failed(message, cause);
                    }
                });
            }
            if (interleaving.running() > 0) {
                clock.advance(random.nextInt(250) == 0 ? STANDSTILL : TURN);
                interleaving.turn();
            }
            observeFeed();
        }
    }

    private List<Start> starts() {
        List<Start> todo = new ArrayList<>();
        double reruns = emphasis == Emphasis.RERUNS ? 0.9 : 0.3;
        double priorities = emphasis == Emphasis.PRIORITIES ? 1 : 0.3;
        int number = 0;
        for (String taskId : dependencies.keySet()) {
            String name = "task" + number++;
            for (int copies = 1 + random.nextInt(2); copies > 0; copies--) {
                todo.add(new Start("create-" + name, () -> create(taskId)));
            }
            if (random.nextDouble() < reruns) {
                todo.add(new Start("rerun-" + name, () -> rerun(taskId)));
            }
            if (random.nextDouble() < (emphasis == Emphasis.RERUNS ? 0.3 : 0.1)) {
                todo.add(new Start("cancel-" + name, () -> call("POST", "/task/" + taskId + "/cancel", "")));
            }
            if (random.nextDouble() < priorities) {
                reprioritized.add(taskId);
                todo.add(new Start("prioritize-" + name, () -> prioritize(taskId)));
            }
        }
        for (int i = 0; i < 2; i++) {
            String workerId = "w" + i;
            todo.add(new Start("worker-" + workerId, () -> work(workerId)));
        }
        todo.add(new Start("sweeper-1", () -> sweep(3)));
        todo.add(new Start("sweeper-2", () -> sweep(3)));
        return todo;
    }

    private void ended(Interleaving.Ending ending) {
        if (ending instanceof Interleaving.Ending.Threw(Throwable cause)
                && !(cause instanceof ProcessDied || cause instanceof Killed)) {
            violations.add("a process ended with " + cause);
        }
    }

    /** A record comes again until its handler has come to its end. */
    private void handle(Change record) {
        interleaving.spawn(
                "feed-" + record.after().map(Item::version).orElse(0L) + "-"
                        + record.key().partition().substring(0, 4),
                () -> queue.feed().handle(record),
                ending -> {
                    if (ending instanceof Interleaving.Ending.Threw(Throwable cause)) {
                        failed(record, cause);
                    }
                });
    }

    private void failed(Change record, Throwable cause) {
        if (mayFailAgain(record.table() + record.sequence(), cause)) {
            records.add(record);
        }
    }

    private void failed(String message, Throwable cause) {
        if (mayFailAgain(message, cause)) {
            messages.add(message);
        }
    }

    private boolean mayFailAgain(String name, Throwable cause) {
        boolean may = failures.merge(name, 1, Integer::sum) <= PATIENCE;
        if (!may) {
            violations.add("%s keeps failing: %s".formatted(name, cause));
        }
        return may;
    }

    // ---- the processes

    private void create(String taskId) {
        List<String> awaited = dependencies.getOrDefault(taskId, List.of());
        await(() -> awaited.isEmpty() || awaited.stream().anyMatch(this::isResolved));
        for (int i = 0; i < PATIENCE; i++) {
            String definition = definitions.computeIfAbsent(taskId, this::definition);
            HttpReply reply = call("PUT", "/task/" + taskId, definition);
            if (reply.status() == 200) {
                acknowledge(taskId);
                return;
            }
            if (reply.status() == 400 && TestCall.message(reply).matches("(?s).*`(created|deadline)` is.*")) {
                // Too late for this definition. If it was taken all the same, nobody is told any more.
                if (truth(taskId).isPresent()) {
                    return;
                }
                definitions.replace(taskId, definition, definition(taskId));
            } else if (reply.status() == 409 && !isSuperseded(definition, taskId)) {
                violations.add("createTask answered " + reply.body().asUtf8());
                return;
            } else if (reply.status() == 409) {
                return;
            }
            interleaving.step("pause");
        }
    }

    /** A write of the definition before may have come late. */
    private boolean isSuperseded(String definition, String taskId) {
        return !definition.contains(Timestamp.format(truth(taskId).orElseThrow().deadline()));
    }

    /** From now on the task must not be lost; if it is pending, a worker must be able to find it. */
    private void acknowledge(String taskId) {
        acknowledged.add(taskId);
        TaskStatus status = truth(taskId).orElseThrow();
        boolean found = raw
                .query(QueueTables.PENDING, Query.all(PendingEntry.partition(new TaskQueueId(POOL), 0), 100))
                .items()
                .stream()
                .anyMatch(item -> item.key().sort().contains(taskId));
        if (dependencies.getOrDefault(taskId, List.of()).isEmpty()
                && status.state() == TaskState.PENDING
                && status.runs().size() == 1
                && !found
                && !reprioritized.contains(taskId)) {
            violations.add("acknowledged before it could be claimed: " + taskId);
        }
    }

    /** Where it is about reruns, some of what depends on a task is created after it ended, and it is rerun right after that. */
    private void await(BooleanSupplier goOn) {
        boolean waits = emphasis == Emphasis.RERUNS && random.nextBoolean();
        for (int i = 0; waits && i < PATIENCE && !goOn.getAsBoolean(); i++) {
            interleaving.step("waits");
        }
    }

    private boolean isResolved(String taskId) {
        return truth(taskId).map(TaskStatus::isResolved).orElse(false);
    }

    private boolean hasDependents(String taskId) {
        return dependencies.entrySet().stream()
                .anyMatch(entry -> entry.getValue().contains(taskId)
                        && truth(entry.getKey()).isPresent());
    }

    private void rerun(String taskId) {
        await(() -> isResolved(taskId) && hasDependents(taskId));
        for (int i = 0; i < 4; i++) {
            interleaving.step("pause");
            if (isResolved(taskId)) {
                forced.add(taskId);
                call("POST", "/task/" + taskId + "/rerun", "");
                return;
            }
        }
    }

    private void prioritize(String taskId) {
        for (String priority : List.of("high", "low", "high", "low")) {
            call("POST", "/task/" + taskId + "/priority", "{\"newPriority\":\"%s\"}".formatted(priority));
        }
    }

    private void work(String workerId) {
        for (int i = 0; i < 12; i++) {
            for (JsonNode claim : claimWork(workerId, 1)) {
                String taskId = claim.at("/status/taskId").asString();
                int runId = claim.path("runId").asInt();
                if (random.nextInt(5) > 0) {
                    finish(taskId, runId);
                }
            }
        }
    }

    private void finish(String taskId, int runId) {
        String run = "/task/%s/runs/%d".formatted(taskId, runId);
        for (int reclaims = random.nextInt(3); reclaims > 0; reclaims--) {
            call("POST", run + "/reclaim", "");
        }
        int fate = random.nextInt(10);
        // Where reruns are asked for, it matters how they end.
        if (fate < (emphasis == Emphasis.RERUNS ? 6 : 8)) {
            call("POST", run + "/completed", "");
        } else if (fate < 9) {
            call("POST", run + "/failed", "");
        } else {
            call("POST", run + "/exception", "{\"reason\":\"worker-shutdown\"}");
        }
    }

    private List<JsonNode> claimWork(String workerId, int count) {
        HttpReply reply = call(
                "POST",
                "/claim-work/" + POOL.replace("/", "%2F"),
                "{\"tasks\":%d,\"workerGroup\":\"simulated\",\"workerId\":\"%s\"}".formatted(count, workerId));
        if (reply.status() != 200) {
            return List.of();
        }
        List<JsonNode> claimed = new ArrayList<>();
        for (JsonNode claim : TestCall.json(reply).path("tasks")) {
            took(claim.at("/status/taskId").asString(), claim.path("runId").asInt());
            claimed.add(claim);
        }
        return claimed;
    }

    private void took(String taskId, int runId) {
        if (!claims.add(taskId + "/" + runId)) {
            violations.add("claimed twice: run %d of %s".formatted(runId, taskId));
        }
        observeFeed();
        if (!forced.contains(taskId)) {
            Instant born = truth(taskId).orElseThrow().born();
            dependencies.getOrDefault(taskId, List.of()).stream()
                    .filter(dependency -> !satisfied(dependency, born))
                    .forEach(dependency -> violations.add("%s started before %s".formatted(taskId, dependency)));
        }
    }

    private void sweep(int times) {
        for (int i = 0; i < times; i++) {
            try {
                queue.sweeper().sweep(clock.instant());
            } catch (RuntimeException e) {
                interleaving.step("after a failed sweep");
            }
        }
    }

    /** @param body none, if empty */
    private HttpReply call(String method, String path, String body) {
        TestCall call = TestCall.of(method, "/api/queue/v1" + path).by("*");
        HttpReply reply = (body.isEmpty() ? call : call.json(body)).to(kernel);
        if (faults.isDead()) {
            throw new Killed();
        }
        return reply;
    }

    // ---- what is seen from outside, between operations

    private void before(Operation operation) {
        interleaving.step(operation.toString());
        if (operation.action() == Operation.Action.QUERY
                && operation.on().equals(QueueTables.GROUPS.name())
                && operation.what().contains(QueueTables.ACTIVE)) {
            // Between the look at the active members and the event others go on: who joins then is not spoken of.
            joined.put(Thread.currentThread(), Set.copyOf(acknowledged));
        }
    }

    private Optional<TaskStatus> truth(String taskId) {
        return raw.get(QueueTables.TASKS, QueueTables.status(new TaskId(taskId)))
                .map(StatusCodec::decode);
    }

    /** Takes new records from the feeds and messages from the queue, and learns from the images which tasks were resolved when. */
    private void observeFeed() {
        for (Received received : work.receive(FeedWork.QUEUE, 10, Duration.ZERO)) {
            messages.add(received.body());
            work.delete(FeedWork.QUEUE, received);
        }
        for (TableDefinition table : List.of(QueueTables.TASKS, QueueTables.GROUPS)) {
            List<Change> changes = raw.feed(table).read(1000, Duration.ZERO);
            if (changes.isEmpty()) {
                continue;
            }
            raw.feed(table).acknowledge(changes.getLast());
            records.addAll(changes);
            if (table.equals(QueueTables.TASKS)) {
                changes.forEach(this::learn);
            }
        }
    }

    private void learn(Change change) {
        TaskStatus after = StatusCodec.decode(change.after().orElseThrow());
        List<Span> known = spans.computeIfAbsent(after.taskId().text(), _ -> new ArrayList<>());
        boolean open = !known.isEmpty() && known.getLast().to().equals(Instant.MAX);
        boolean satisfies =
                requires.equals("all-completed") ? after.state() == TaskState.COMPLETED : after.isResolved();
        Instant time = after.lastRun().map(Run::latest).orElse(after.born());
        if (satisfies && !open) {
            known.add(new Span(time, Instant.MAX));
        } else if (!satisfies && open) {
            known.set(known.size() - 1, new Span(known.getLast().from(), time));
        }
    }

    private boolean satisfied(String dependency, Instant born) {
        return spans.getOrDefault(dependency, List.of()).stream()
                .anyMatch(span -> !span.to().isBefore(born));
    }

    private void observe(List<Event> events) {
        for (Event event : events) {
            if (event.exchange().endsWith("/task-group-resolved")) {
                groupResolved = true;
                joined.getOrDefault(Thread.currentThread(), acknowledged).stream()
                        .filter(taskId -> !truth(taskId).orElseThrow().resolvedOnce())
                        .forEach(taskId -> violations.add("the group was called resolved before " + taskId));
            }
        }
    }

    // ---- health, and the verdict

    private void heal() {
        faults.cease();
        // Who got no answer asks again.
        dependencies.keySet().forEach(this::create);
        dependencies.keySet().stream()
                .filter(taskId -> truth(taskId).isEmpty())
                .forEach(taskId -> violations.add("nobody can create " + taskId));
        for (int round = 0; round < PATIENCE && violations.isEmpty(); round++) {
            drainFeed();
            clock.advance(STANDSTILL);
            sweep(1);
            drainFeed();
            seeStack();
            for (JsonNode claim : claimWork("healthy", 10)) {
                String taskId = claim.at("/status/taskId").asString();
                // What a rerun comes to must not matter to who was satisfied before.
                String end = forced.contains(taskId) && random.nextBoolean() ? "failed" : "completed";
                call(
                        "POST",
                        "/task/%s/runs/%d/%s"
                                .formatted(taskId, claim.path("runId").asInt(), end),
                        "");
            }
            if (round > 1 && isQuiet()) {
                break;
            }
        }
        drainFeed();
    }

    private boolean isQuiet() {
        observeFeed();
        return records.isEmpty()
                && messages.isEmpty()
                && dependencies.keySet().stream()
                        .allMatch(taskId -> truth(taskId).orElseThrow().isResolved());
    }

    private void drainFeed() {
        observeFeed();
        while (!(records.isEmpty() && messages.isEmpty()) && violations.isEmpty()) {
            if (!messages.isEmpty()) {
                queue.worker().work(messages.removeFirst());
            } else {
                Change record = records.removeFirst();
                try {
                    queue.feed().handle(record);
                } catch (RuntimeException e) {
                    failed(record, e);
                }
            }
            observeFeed();
        }
    }

    /** With every record handled, nothing waits that a newer task of the stack should have taken the place of. */
    private void seeStack() {
        List<TaskStatus> tasks = dependencies.keySet().stream()
                .map(taskId -> truth(taskId).orElseThrow())
                .toList();
        if (records.isEmpty() && messages.isEmpty()) {
            Coalescing.decide(tasks, clock.instant())
                    .forEach(missed -> violations.add("%s was not superseded by %s"
                            .formatted(missed.older().taskId(), missed.newer().taskId())));
        }
    }

    private void judgeStack() {
        for (String taskId : dependencies.keySet()) {
            int length = 0;
            Optional<TaskStatus> at = truth(taskId);
            while (at.flatMap(TaskStatus::supersededBy).isPresent()) {
                TaskStatus newer = truth(at.get().supersededBy().get().text()).orElseThrow();
                if (newer.coalesce().orElseThrow().rank()
                        <= at.get().coalesce().orElseThrow().rank()) {
                    violations.add("%s was superseded by %s, which is no newer"
                            .formatted(at.get().taskId(), newer));
                }
                // A rerun begins anew.
                length = newer.runs().size() > 1 || at.get().runs().size() > 1 ? 0 : length + 1;
                at = Optional.of(newer);
            }
            if (length > DEPTH) {
                violations.add("%d tasks were superseded in a row, from %s on".formatted(length, taskId));
            }
        }
    }

    private void judge() {
        if (!violations.isEmpty()) {
            return;
        }
        judgeStack();
        for (String taskId : dependencies.keySet()) {
            TaskStatus status = truth(taskId).orElseThrow();
            boolean blocked = dependencies.getOrDefault(taskId, List.of()).stream()
                    .anyMatch(dependency -> !satisfied(dependency, status.born()));
            boolean mayWait =
                    status.state() == TaskState.UNSCHEDULED && blocked && !status.isPastDeadline(clock.instant());
            if (!status.isResolved() && !mayWait) {
                violations.add("lost: %s is %s with %d runs"
                        .formatted(taskId, status.state(), status.runs().size()));
            }
        }
        boolean all = dependencies.keySet().stream()
                .allMatch(taskId -> truth(taskId).orElseThrow().resolvedOnce());
        if (all && !groupResolved) {
            violations.add("nobody was told that the group was resolved");
        }
    }

    @Override
    public String toString() {
        return "QueueSimulation[seed=%d, emphasis=%s, requires=%s, graph=%s]"
                .formatted(seed, emphasis, requires, dependencies);
    }
}

package io.spotcluster.queue.claim;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.claim.WorkClaimer.Claimed;
import io.spotcluster.queue.task.Claim;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.Definitions;
import io.spotcluster.queue.task.StatusDocument;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskQueueId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.task.Worker;
import io.spotcluster.queue.truth.DefinitionStore;
import io.spotcluster.queue.truth.PendingSignal;
import io.spotcluster.queue.truth.Replies;
import io.spotcluster.queue.truth.TaskTruth;
import io.spotcluster.queue.truth.WholeTasks;
import io.spotcluster.queue.truth.WholeTasks.WholeTask;
import io.spotcluster.queue.worker.KnownWorker;
import io.spotcluster.queue.worker.Sightings;
import io.spotcluster.queue.worker.TakenRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** claimWork, claimTask, reclaimTask. */
public final class ClaimHandlers {
    /** An extension: names the request, so that who repeats it gets the same claims. */
    static final String NONCE = "x-spotcluster-claim-nonce";

    private static final Pattern NONCES = Pattern.compile("[a-zA-Z0-9_-]{8,64}");

    private final WorkClaimer claimer;
    private final Redelivery redelivery;
    private final TaskTruth truth;
    private final DefinitionStore definitions;
    private final ClaimTerms terms;
    private final WholeTasks tasks;
    private final Sightings sightings;
    private final PendingSignal signal;
    private final Duration wait;

    /** @param wait how long claimWork waits for something to become pending in this process; zero to answer at once */
    public ClaimHandlers(
            WorkClaimer claimer,
            Redelivery redelivery,
            TaskTruth truth,
            DefinitionStore definitions,
            ClaimTerms terms,
            WholeTasks tasks,
            Sightings sightings,
            PendingSignal signal,
            Duration wait) {
        this.claimer = claimer;
        this.redelivery = redelivery;
        this.truth = truth;
        this.definitions = definitions;
        this.terms = terms;
        this.tasks = tasks;
        this.sightings = sightings;
        this.signal = signal;
        this.wait = wait;
    }

    public Loaded<Worker> loadWorker(Request request) {
        Worker worker = worker(request);
        return new Loaded<>(
                worker, Parameters.NONE.with("workerGroup", worker.group()).with("workerId", worker.id()));
    }

    public Reply claimWork(Authorized authority, Request request, Worker worker) {
        TaskQueueId taskQueueId = new TaskQueueId(request.parameter("taskQueueId"));
        Optional<String> nonce = nonce(request);
        int count = request.body().path("tasks").asInt(1);
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            long seen = signal.seen(taskQueueId);
            if (request.http().callerGone().getAsBoolean()) {
                // Who has waited and gone would not hear of what is claimed now.
                return Reply.of(document(List.of()));
            }
            List<Claimed> claims = claim(authority, taskQueueId, worker, nonce, count);
            long remaining = deadline - System.nanoTime();
            if (!claims.isEmpty() || remaining <= 0 || Thread.currentThread().isInterrupted()) {
                return Reply.of(document(claims));
            }
            signal.awaitAfter(taskQueueId, seen, Duration.ofNanos(remaining));
        }
    }

    /** Nothing for a worker under quarantine, which keeps being seen. */
    private List<Claimed> claim(
            Authorized authority, TaskQueueId taskQueueId, Worker worker, Optional<String> nonce, int count) {
        Optional<KnownWorker> known = sightings.look(taskQueueId, worker);
        List<Claimed> claims = sightings.isQuarantined(known)
                ? List.of()
                : claimOrRepeat(authority, taskQueueId, worker, nonce, count);
        List<TakenRun> taken = claims.stream()
                .map(claimed ->
                        new TakenRun(claimed.status().taskId(), claimed.status().lastRunId()))
                .toList();
        sightings.saw(authority, taskQueueId, worker, known, taken);
        return claims;
    }

    private List<Claimed> claimOrRepeat(
            Authorized authority, TaskQueueId taskQueueId, Worker worker, Optional<String> nonce, int count) {
        List<Claimed> lost = redelivery.of(taskQueueId, worker, nonce);
        return lost.isEmpty() ? claimer.claim(authority, taskQueueId, worker, nonce, count) : lost;
    }

    private static Optional<String> nonce(Request request) {
        Optional<String> nonce = request.http().header(NONCE);
        nonce.filter(text -> !NONCES.matcher(text).matches()).ifPresent(text -> {
            throw Rejection.input("The header `%s` is '%s' and must match %s.".formatted(NONCE, text, NONCES))
                    .asException();
        });
        return nonce;
    }

    public Loaded<TaskStatus> loadTask(Request request) {
        TaskId taskId = new TaskId(request.parameter("taskId"));
        TaskStatus task = truth.glance(taskId).orElseThrow(() -> Replies.notFound(taskId));
        Worker worker = worker(request);
        return new Loaded<>(
                task,
                Parameters.NONE
                        .with("provisionerId", task.taskQueueId().provisionerId())
                        .with("workerType", task.taskQueueId().workerType())
                        .with("workerGroup", worker.group())
                        .with("workerId", worker.id()));
    }

    public Reply claimTask(Authorized authority, Request request, TaskStatus task) {
        TaskDefinition definition = definition(task);
        Worker worker = worker(request);
        Optional<KnownWorker> known = sightings.look(task.taskQueueId(), worker);
        if (sightings.isQuarantined(known)) {
            throw Rejection.conflict("Worker `%s` is under quarantine and gets no tasks.".formatted(worker))
                    .asException();
        }
        Command take = new Command.Take(runId(request), worker, terms.takenUntil());
        TaskStatus claimed = Replies.require(task.taskId(), truth.change(authority, task, take));
        TakenRun taken = new TakenRun(task.taskId(), claimed.lastRunId());
        sightings.saw(authority, task.taskQueueId(), worker, known, List.of(taken));
        return Reply.of(document(new Claimed(claimed, definition)));
    }

    public Reply reclaimTask(Authorized authority, Request request) {
        TaskId taskId = new TaskId(request.parameter("taskId"));
        WholeTask whole = tasks.glance(taskId).orElseThrow(() -> Replies.notFound(taskId));
        TaskStatus task = whole.status();
        TaskDefinition definition = whole.definition().orElseThrow(() -> Replies.notFound(taskId));
        Command retake = new Command.Retake(runId(request), terms.takenUntil());
        TaskStatus reclaimed = Replies.require(taskId, truth.change(authority, task, retake));
        Claim held = reclaimed.runs().getLast().claim().orElseThrow();
        sightings.sawAtWork(authority, task.taskQueueId(), held.worker(), held.started());
        return Reply.of(withoutTask(new Claimed(reclaimed, definition)));
    }

    private TaskDefinition definition(TaskStatus task) {
        return definitions.of(task).orElseThrow(() -> Replies.notFound(task.taskId()));
    }

    private ObjectNode document(List<Claimed> claims) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        ArrayNode tasks = document.putArray("tasks");
        claims.forEach(claimed -> tasks.add(document(claimed)));
        return document;
    }

    private ObjectNode document(Claimed claimed) {
        ObjectNode document = withoutTask(claimed);
        document.set("task", Definitions.shown(claimed.definition(), claimed.status()));
        return document;
    }

    private ObjectNode withoutTask(Claimed claimed) {
        TaskStatus status = claimed.status();
        int runId = status.lastRunId();
        Claim claim = status.runs().getLast().claim().orElseThrow();
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.set("status", StatusDocument.of(status));
        document.put("runId", runId);
        document.put("workerGroup", claim.worker().group());
        document.put("workerId", claim.worker().id());
        document.put("takenUntil", Timestamp.format(claim.takenUntil()));
        ObjectNode credentials = document.putObject("credentials");
        terms.credentials(status.taskId(), runId, claim, claimed.definition())
                .reveal()
                .forEach(credentials::put);
        return document;
    }

    private static int runId(Request request) {
        return Integer.parseInt(request.parameter("runId"));
    }

    private static Worker worker(Request request) {
        return new Worker(
                request.body().path("workerGroup").asString(),
                request.body().path("workerId").asString());
    }
}

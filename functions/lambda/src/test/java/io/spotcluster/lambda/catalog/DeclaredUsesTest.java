package io.spotcluster.lambda.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.testing.ApiContract;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.QueueContractTest;
import io.spotcluster.queue.feed.FeedWork;
import io.spotcluster.queue.tables.Timer;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.truth.Hint;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds what the catalogue declares against what the functions do, through every API method and the whole life of tasks. */
class DeclaredUsesTest {
    /** So long that no lifecycle rule deletes its bytes. */
    private static final Duration LONG_LIFE = Duration.ofDays(370);

    private static final Map<FunctionDefinition, Recorder> RECORDERS = new HashMap<>();

    /** What authentication does, which the contract of the methods replaces. */
    private static final Set<String> AUTHENTICATION =
            Set.of("auth-clients GET", "auth-clients PUT", "auth-roles GET", "auth-roles GET_MANY");

    /** Needed where others are faster: an artifact that came after its run's end is taken back. And for timers that fail. */
    private static final Map<FunctionDefinition, Set<String>> RARE = Map.of(
            FunctionCatalog.QUEUE_API, Set.of("queue-tasks DELETE"),
            FunctionCatalog.QUEUE_SWEEPER, Set.of("queue-feed-work SEND"));

    @BeforeAll
    static void live() throws Throwable {
        for (DynamicTest everyMethod : contract().tests().toList()) {
            everyMethod.getExecutable().execute();
        }
        tasksLive(new RecordedQueue(RECORDERS));
        hintsAreLost(new RecordedQueue(RECORDERS));
        RecordedQueue parking = new RecordedQueue(RECORDERS);
        parking.parkAll();
        hintsAreLost(parking);
        timersAreParked(new RecordedQueue(RECORDERS));
    }

    private static ApiContract contract() {
        return QueueContractTest.contract((watched, authenticator) -> {
            RecordedQueue queue = new RecordedQueue(RECORDERS);
            queue.claim(1);
            queue.ok(
                    "PUT",
                    "/task/" + QueueContractTest.TASK,
                    queue.definition().put("taskGroupId", QueueContractTest.TASK));
            return queue.http(watched, authenticator);
        });
    }

    private static void tasksLive(RecordedQueue queue) {
        String group = Slug.nice();
        ObjectNode longKept = queue.definition().put("taskGroupId", group);
        longKept.put("expires", Timestamp.format(queue.clock.instant().plus(Duration.ofDays(900))));
        String first = create(queue, longKept);
        for (int i = 0; i < 130; i++) {
            ObjectNode dependent = queue.definition().put("taskGroupId", group);
            dependent.putArray("dependencies").add(first);
            create(queue, dependent);
        }
        create(queue, queue.definition().put("taskGroupId", group));
        ObjectNode large = queue.definition();
        large.withObject("payload").put("noise", noise());
        create(queue, large);
        queue.drain();

        JsonNode claimed = queue.claim(3);
        assertThat(claimed).hasSize(3);
        artifact(queue, first, Duration.ofDays(2));
        artifact(queue, first, Duration.ofDays(20));
        artifact(queue, first, LONG_LIFE);
        queue.ok("POST", "/task/" + first + "/runs/0/completed");
        queue.drain();
        queue.ok("POST", "/task-group/" + group + "/seal");
        queue.ok("POST", "/task/" + first + "/rerun");
        // Claims run out, are retried, deadlines are exceeded, groups resolve.
        for (int i = 0; i < 8; i++) {
            queue.claim(10);
            queue.pass(Duration.ofMinutes(21));
        }
        queue.pass(Duration.ofDays(1));
        Hint.Timed unneeded = Hint.Timed.ofBlob(first + "/0/public/unknown", queue.clock.instant());
        queue.tables.writeHints(List.of(unneeded.put(1)));
        queue.workOn(new FeedWork.Timer(unneeded.key()).toJson());
        queue.pass(LONG_LIFE);
        // A sweep goes through some weeks at most.
        for (int i = 0; i < 30; i++) {
            queue.pass(Duration.ZERO);
        }
    }

    private static void hintsAreLost(RecordedQueue queue) {
        queue.loseHints(true);
        String taskId = create(queue, queue.definition().put("schedulerId", "alone"));
        ObjectNode dependent = queue.definition();
        dependent.putArray("dependencies").add(taskId);
        create(queue, dependent);
        queue.drain();
        assertThat(queue.claim(1)).hasSize(1);
        queue.drain();
        queue.ok("POST", "/task/" + taskId + "/runs/0/completed");
        queue.drain();
        String late = create(queue, queue.definition());
        queue.drain();
        assertThat(queue.claim(1)).hasSize(1);
        queue.drain();
        queue.pass(Duration.ofMinutes(21));
        assertThat(queue.claim(1)).hasSize(1);
        queue.ok("POST", "/task/" + late + "/cancel");
        queue.drain();
        queue.pass(Duration.ofDays(1));
        queue.loseHints(false);
    }

    private static void timersAreParked(RecordedQueue queue) {
        TaskId taskId = new TaskId(create(queue, queue.definition()));
        Instant takenUntil = Timestamp.parse(
                "takenUntil", queue.claim(1).get(0).path("takenUntil").asString());
        queue.clock.advance(Duration.ofMinutes(21));
        queue.workOn(new FeedWork.Timer(Timer.claim(taskId, 0, takenUntil).key()).toJson());
        queue.clock.advance(Duration.ofHours(1));
        Instant deadline = Timestamp.parse(
                "deadline", queue.ok("GET", "/task/" + taskId).path("deadline").asString());
        queue.workOn(new FeedWork.Timer(Timer.deadline(taskId, deadline).key()).toJson());
        queue.drain();
    }

    private static String create(RecordedQueue queue, ObjectNode definition) {
        queue.clock.advance(Duration.ofMillis(1));
        String taskId = Slug.nice();
        queue.ok("PUT", "/task/" + taskId, definition);
        return taskId;
    }

    private static void artifact(RecordedQueue queue, String taskId, Duration life) {
        ObjectNode body = queue.definition().removeAll();
        body.put("storageType", "s3")
                .put("contentType", "text/plain")
                .put("expires", Timestamp.format(queue.clock.instant().plus(life)));
        queue.ok("POST", "/task/" + taskId + "/runs/0/artifacts/public%2Flog", body);
        queue.drain();
    }

    /** More than fits into an item, however well it is compressed. */
    private static String noise() {
        StringBuilder noise = new StringBuilder();
        while (noise.length() < 700_000) {
            noise.append(Slug.nice());
        }
        return noise.toString();
    }

    static List<FunctionDefinition> queueFunctions() {
        return List.of(
                FunctionCatalog.QUEUE_API,
                FunctionCatalog.QUEUE_TASK_FEED,
                FunctionCatalog.QUEUE_GROUP_FEED,
                FunctionCatalog.QUEUE_WORK,
                FunctionCatalog.QUEUE_SWEEPER,
                FunctionCatalog.QUEUE_METRICS);
    }

    @ParameterizedTest
    @MethodSource("queueFunctions")
    void aFunctionDoesWhatItDeclaresAndNothingElse(FunctionDefinition function) {
        Set<String> declared = declared(function);
        if (function.trigger() instanceof Trigger.Http) {
            declared.removeAll(AUTHENTICATION);
        }

        Set<String> done = new TreeSet<>(RARE.getOrDefault(function, Set.of()));
        done.addAll(RECORDERS.computeIfAbsent(function, _ -> new Recorder()).done);

        assertThat(done).as(function.name()).containsExactlyInAnyOrderElementsOf(declared);
    }

    static Set<String> declared(FunctionDefinition function) {
        Set<String> declared = new TreeSet<>();
        for (Use use : function.uses()) {
            switch (use) {
                case Use.OfTable of -> of.actions().forEach(action -> declared.add(Recorder.of(of.table(), action)));
                case Use.OfQueue of -> declared.add(Recorder.sending(of.queue()));
                case Use.OfBlobs of -> of.actions().forEach(action -> declared.add(Recorder.of(action)));
                case Use.OfSignedUrls _ -> declared.add(Recorder.SIGNING);
                case Use.OfEvents _ -> declared.add(Recorder.PUBLISHING);
                // Not at the ports; the test of a whole deployment has roles that may just this.
                case Use.OfTokenKey _,
                        Use.OfRootToken _,
                        Use.OfConfiguredSecrets _,
                        Use.OfConfiguredRoles _,
                        Use.OfWorkerSecret _ -> {}
            }
        }
        return declared;
    }
}

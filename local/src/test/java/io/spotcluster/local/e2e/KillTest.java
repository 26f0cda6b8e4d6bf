package io.spotcluster.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.client.ApiClient;
import io.spotcluster.api.client.ApiException;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Slug;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code kill -9} of the server in the middle of its work. */
class KillTest {
    private static final int ROUNDS = 3;
    private static final int THREADS = 4;
    private static final int PAIRS_BEFORE_THE_KILL = 8;

    /** Tasks of a group: the first, and the second which depends on it. */
    private record Pair(String first, String second) {}

    private record Run(String taskId, int runId, String workerId) {}

    /** What the server said that it has done. */
    private static final class Ledger {
        final Queue<String> firsts = new ConcurrentLinkedQueue<>();
        final Queue<Pair> pairs = new ConcurrentLinkedQueue<>();
        final Queue<Run> claimed = new ConcurrentLinkedQueue<>();
        final Queue<Run> withArtifact = new ConcurrentLinkedQueue<>();
        final Queue<Run> completed = new ConcurrentLinkedQueue<>();
        final Queue<ApiException> refusals = new ConcurrentLinkedQueue<>();
    }

    @TempDir
    private Path data = Path.of("");

    private final Random random = new Random();

    @Test
    void nothingThatWasAcknowledgedIsLostAndWhatFollowsFromItFollows() throws Exception {
        List<Ledger> ledgers = new ArrayList<>();
        int port = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (ForkedServer server = ForkedServer.start(data, port, "none");
                    ApiClient api = server.client()) {
                port = server.port();
                QueueUser queue = new QueueUser(api, server.root());
                if (!ledgers.isEmpty()) {
                    everythingIsThere(ledgers.getLast(), queue);
                }
                ledgers.add(workUntilKilled(server, queue, "round-" + round));
            }
        }
        try (ForkedServer server = ForkedServer.start(data, port, "none");
                ApiClient api = server.client()) {
            QueueUser queue = new QueueUser(api, server.root());
            for (Ledger ledger : ledgers) {
                everythingIsThere(ledger, queue);
            }
            everythingCanBeCompleted(ledgers, queue);
        }
    }

    /** Kills the server when there is something to lose, at no particular moment. */
    private Ledger workUntilKilled(ForkedServer server, QueueUser queue, String round) throws Exception {
        Ledger ledger = new Ledger();
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < THREADS; number++) {
            String name = round + "-" + number;
            threads.add(Thread.ofVirtual().start(() -> work(queue, ledger, name)));
        }
        Waiting.until(
                "there is something to lose",
                () -> !ledger.refusals.isEmpty()
                        || (ledger.pairs.size() >= PAIRS_BEFORE_THE_KILL && !ledger.completed.isEmpty()));
        Thread.sleep(random.nextInt(300));
        server.kill();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ledger.refusals).isEmpty();
        return ledger;
    }

    private static void work(QueueUser queue, Ledger ledger, String name) {
        Random choice = new Random(name.hashCode());
        String taskQueueId = "tests/" + name;
        try {
            while (true) {
                Pair pair = new Pair(Slug.nice(), Slug.nice());
                queue.create(pair.first, pair.first, taskQueueId, List.of(), Map.of());
                ledger.firsts.add(pair.first);
                queue.create(pair.second, pair.first, taskQueueId, List.of(pair.first), Map.of());
                ledger.pairs.add(pair);
                for (JsonNode claim : queue.claimWork(taskQueueId, name)) {
                    Run run = new Run(
                            claim.path("status").path("taskId").asString(""),
                            claim.path("runId").asInt(),
                            name);
                    ledger.claimed.add(run);
                    if (choice.nextInt(4) > 0) {
                        queue.createArtifact(run.taskId, run.runId);
                        ledger.withArtifact.add(run);
                        queue.reportCompleted(run.taskId, run.runId);
                        ledger.completed.add(run);
                    }
                }
            }
        } catch (ApiException e) {
            ledger.refusals.add(e);
        } catch (IOException e) {
            // The server was killed: whether it did what was asked last, nobody knows.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void everythingIsThere(Ledger ledger, QueueUser queue) throws Exception {
        for (String taskId : ledger.firsts) {
            assertThat(queue.state(taskId)).as("task %s", taskId).isIn("pending", "running", "completed");
        }
        for (Run run : ledger.claimed) {
            JsonNode there = queue.status(run.taskId).path("runs").path(run.runId);
            assertThat(there.path("state").asString("")).as("claim %s", run).isIn("running", "completed");
            assertThat(there.path("workerId").asString("")).isEqualTo(run.workerId);
        }
        for (Run run : ledger.withArtifact) {
            assertThat(queue.artifacts(run.taskId, run.runId))
                    .as("artifacts of %s", run)
                    .containsExactly(QueueUser.ARTIFACT);
        }
        Set<String> completed = ledger.completed.stream().map(Run::taskId).collect(Collectors.toSet());
        for (Run run : ledger.completed) {
            assertThat(queue.state(run.taskId)).as("completion %s", run).isEqualTo("completed");
        }
        Set<String> resolvedGroups = new HashSet<>();
        for (Pair pair : ledger.pairs) {
            assertThat(queue.state(pair.second)).isIn("unscheduled", "pending", "running", "completed");
            if (completed.contains(pair.first)) {
                Waiting.until(
                        "%s is scheduled".formatted(pair.second),
                        () -> !queue.state(pair.second).equals("unscheduled"));
            }
            if (completed.contains(pair.first) && completed.contains(pair.second)) {
                resolvedGroups.add(pair.first);
            }
        }
        Waiting.until(
                "groups of completed tasks are told of", () -> groupsToldOf().containsAll(resolvedGroups));
    }

    private void everythingCanBeCompleted(List<Ledger> ledgers, QueueUser queue) throws Exception {
        List<Pair> pairs =
                ledgers.stream().flatMap(ledger -> ledger.pairs.stream()).toList();
        for (Pair pair : pairs) {
            complete(queue, pair.first);
        }
        for (Pair pair : pairs) {
            complete(queue, pair.second);
        }
        Set<String> groups = pairs.stream().map(Pair::first).collect(Collectors.toSet());
        Waiting.until("all groups are told of", () -> groupsToldOf().containsAll(groups));
    }

    private static void complete(QueueUser queue, String taskId) throws Exception {
        Waiting.until(taskId + " is scheduled", () -> !queue.state(taskId).equals("unscheduled"));
        JsonNode status = queue.status(taskId);
        int run = status.path("runs").size() - 1;
        String state = status.path("state").asString("");
        if (state.equals("pending")) {
            queue.claim(taskId, run);
        }
        if (!state.equals("completed")) {
            queue.reportCompleted(taskId, run);
        }
    }

    private Set<String> groupsToldOf() throws IOException {
        try (Stream<String> lines = Files.lines(data.resolve("events.jsonl"))) {
            return lines.filter(line -> line.contains("/task-group-resolved"))
                    .map(line -> Json.MAPPER.readTree(line))
                    .map(event -> event.path("payload").path("taskGroupId").asString(""))
                    .collect(Collectors.toSet());
        }
    }
}

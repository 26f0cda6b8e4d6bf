package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.Slug;
import io.spotcluster.queue.tables.QueueTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls at the same moment: one of them wins, and what everybody was told is true. */
class ConcurrencyTest {
    private final QueueFixture queue = new QueueFixture();

    private <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(calls.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> call : calls) {
                futures.add(threads.submit(() -> {
                    barrier.await();
                    return call.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }

    @RepeatedTest(5)
    void noRunIsGivenToTwoWorkers() throws Exception {
        List<String> taskIds = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            taskIds.add(queue.create());
        }
        // Two processes, so that they race with each other and not only with themselves.
        QueueFixture other = queue.restarted();
        List<Callable<List<String>>> workers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            QueueFixture process = i % 2 == 0 ? queue : other;
            String name = "w" + i;
            workers.add(() -> {
                List<String> mine = new ArrayList<>();
                for (int empty = 0; empty < 5; ) {
                    List<JsonNode> claims = process.claim(name, 2);
                    claims.forEach(claim ->
                            mine.add(claim.path("status").path("taskId").asString()));
                    empty = claims.isEmpty() ? empty + 1 : 0;
                }
                return mine;
            });
        }
        List<String> claimed = atOnce(workers).stream().flatMap(List::stream).toList();
        assertThat(claimed).doesNotHaveDuplicates();
        List<String> rest = queue.claim("last", 32).stream()
                .map(claim -> claim.path("status").path("taskId").asString())
                .toList();
        TreeSet<String> all = new TreeSet<>(claimed);
        all.addAll(rest);
        assertThat(all).containsExactlyInAnyOrderElementsOf(taskIds);
    }

    @RepeatedTest(5)
    void theSameTaskCreatedTwiceAtOnceIsOneTask() throws Exception {
        String taskId = Slug.nice();
        ObjectNode definition = queue.definition();
        Callable<HttpReply> create = () -> queue.call("PUT", "/task/" + taskId, definition);
        assertThat(atOnce(List.of(create, create, create))).allMatch(reply -> reply.status() == 200);
        assertThat(queue.claim("w1", 5)).hasSize(1);
    }

    @RepeatedTest(5)
    void ofTwoDefinitionsOneWins() throws Exception {
        String taskId = Slug.nice();
        ObjectNode one = queue.definition().put("retries", 1);
        ObjectNode other = queue.definition().put("retries", 2);
        List<HttpReply> replies = atOnce(List.of(
                () -> queue.call("PUT", "/task/" + taskId, one), () -> queue.call("PUT", "/task/" + taskId, other)));
        assertThat(replies.stream().map(HttpReply::status)).containsExactlyInAnyOrder(200, 409);
        int retries = queue.ok("GET", "/task/" + taskId).path("retries").asInt();
        assertThat(replies.get(retries - 1).status()).isEqualTo(200);
    }

    @RepeatedTest(5)
    void aReportAndTheExpiryOfItsClaimDoNotBothHappen() throws Exception {
        String taskId = queue.create();
        queue.claimOne("w1");
        queue.drain();
        queue.clock.advance(Duration.ofMinutes(21));
        List<Integer> results = atOnce(List.of(
                () -> queue.call("POST", "/task/" + taskId + "/runs/0/completed")
                        .status(),
                () -> queue.service.sweeper().sweep(queue.clock.instant())));
        boolean reported = results.getFirst() == 200;
        assertThat(queue.state(taskId)).isEqualTo(reported ? "completed" : "pending");
        assertThat(queue.status(taskId).path("runs")).hasSize(reported ? 1 : 2);
    }

    @RepeatedTest(5)
    void aCanceledTaskIsNotClaimedAfterwards() throws Exception {
        String taskId = queue.create();
        List<Integer> results = atOnce(List.of(
                () -> queue.call("POST", "/task/" + taskId + "/cancel").status(),
                () -> queue.claim("w1", 1).size()));
        assertThat(results.getFirst()).isEqualTo(200);
        assertThat(queue.state(taskId)).isEqualTo("exception");
        boolean claimed = queue.status(taskId).path("runs").path(0).has("workerId");
        assertThat(results.getLast()).isEqualTo(claimed ? 1 : 0);
        assertThat(queue.claim("w2", 1)).isEmpty();
    }

    @RepeatedTest(5)
    void aRerunAndARepeatedReportAgreeAboutTheRuns() throws Exception {
        String taskId = queue.create();
        queue.complete(taskId);
        List<HttpReply> replies = atOnce(List.of(
                () -> queue.call("POST", "/task/" + taskId + "/rerun"),
                () -> queue.call("POST", "/task/" + taskId + "/rerun"),
                () -> queue.call("POST", "/task/" + taskId + "/runs/0/completed")));
        assertThat(replies.getFirst().status()).isEqualTo(200);
        assertThat(replies.getLast().status()).isIn(200, 409);
        assertThat(queue.status(taskId).path("runs")).hasSize(2);
        assertThat(queue.state(taskId)).isEqualTo("pending");
    }

    @Test
    void aWaitingClaimGetsWhatBecomesPending() throws Exception {
        QueueFixture waiting = new QueueFixture(QueueConfiguration.DEFAULT.withClaimWait(Duration.ofSeconds(20)));
        String taskId = Slug.nice();
        ObjectNode definition = waiting.definition();
        List<Object> results = atOnce(List.of(() -> waiting.claimOne("w1"), () -> {
            // Whoever comes first, the claim ends with the task.
            HttpReply created = waiting.call("PUT", "/task/" + taskId, definition);
            return TestCall.json(created).path("status").path("taskId").asString();
        }));
        assertThat(results).containsExactly(taskId, taskId);
    }

    @Test
    void aWaitingCallerThatHasGoneClaimsNothing() {
        QueueFixture waiting = new QueueFixture(QueueConfiguration.DEFAULT.withClaimWait(Duration.ofMillis(50)));
        List<String> created = new ArrayList<>();
        AtomicInteger looks = new AtomicInteger();
        HttpReply reply = waiting.http.handle(new HttpRequest(
                "POST",
                "/api/queue/v1/claim-work/proj-test%2Fci",
                "",
                Map.of("content-type", List.of("application/json"), HeaderAuthenticator.HEADER, List.of("*")),
                Bytes.utf8("{\"workerGroup\":\"home\",\"workerId\":\"w1\"}"),
                "127.0.0.1",
                () -> {
                    if (looks.incrementAndGet() == 1) {
                        return false;
                    }
                    // It has found nothing, and waited; meanwhile the caller went, and a task came.
                    created.add(waiting.create());
                    return true;
                }));
        assertThat(TestCall.json(reply).path("tasks")).isEmpty();
        assertThat(created).hasSize(1);
        assertThat(waiting.claimOne("w2")).isEqualTo(created.getFirst());
    }

    @Test
    void aTransitionIsOneWriteOfTheStatus() {
        String taskId = queue.create();
        queue.claimOne("w1");
        queue.report(taskId, 0, "completed");
        assertThat(queue.tables.feed(QueueTables.TASKS).read(10, Duration.ZERO).stream()
                        .map(change -> change.after().orElseThrow().version()))
                .containsExactly(1L, 2L, 3L);
    }
}

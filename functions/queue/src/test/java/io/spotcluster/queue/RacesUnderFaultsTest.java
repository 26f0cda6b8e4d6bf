package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.ports.fault.Fault;
import io.spotcluster.ports.fault.FaultPlan;
import io.spotcluster.ports.fault.FaultyTables;
import io.spotcluster.ports.fault.Operation;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.testkit.simulation.Interleaving;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two calls at once, step by step in every order, while answers get lost, writes come late and processes die. Whoever got an
 * answer can rely on it; and when all is well again, no task is left behind.
 */
class RacesUnderFaultsTest {
    private static final int SEEDS = 60;

    /** A queue in which calls race, when they are told to. */
    private static final class Race implements FaultPlan {
        private final SimulatedFaults faults;
        private final Interleaving interleaving;
        private final Map<String, HttpReply> answers = new HashMap<>();
        private boolean trouble;
        final QueueFixture queue;
        /** Another process of it. */
        final QueueFixture other;

        Race(long seed) {
            Random random = new Random(seed);
            faults = new SimulatedFaults(random, 0.02);
            interleaving = new Interleaving(random);
            UnaryOperator<Tables> faulty =
                    tables -> new FaultyTables(tables, this, operation -> interleaving.step(operation.toString()));
            queue = new QueueFixture(new ReproducibleParts(seed), faulty);
            other = queue.restarted(new ReproducibleParts(seed + 1), faulty);
        }

        @Override
        public Fault decide(Operation operation) {
            return trouble ? faults.decide(operation) : Fault.proceed();
        }

        @Override
        public int choose(int count) {
            return trouble ? faults.choose(count) : 0;
        }

        void process(String name, Runnable body) {
            interleaving.spawn(name, body, _ -> {});
        }

        void call(QueueFixture at, String name, String path, ObjectNode body) {
            process(name, () -> {
                HttpReply reply = body.isEmpty() ? at.call("POST", path) : at.call("POST", path, body);
                if (!faults.isDead()) {
                    answers.put(name, reply);
                }
            });
        }

        void call(String name, String path) {
            call(queue, name, path, queue.definition().removeAll());
        }

        void claim(QueueFixture at, String worker) {
            ObjectNode body = queue.definition().removeAll();
            body.put("workerGroup", "home").put("workerId", worker);
            call(at, worker, "/claim-work/proj-test%2Fci", body);
        }

        /** Until all have come to their end, one way or another; then nothing fails any more. */
        void run() {
            trouble = true;
            interleaving.run();
            trouble = false;
        }

        private Optional<HttpReply> answer(String name) {
            return Optional.ofNullable(answers.get(name)).filter(reply -> reply.status() == 200);
        }

        boolean answered(String name) {
            return answer(name).isPresent();
        }

        List<JsonNode> claimedBy(String worker) {
            return answer(worker)
                    .map(reply -> List.copyOf(TestCall.json(reply).path("tasks").values()))
                    .orElse(List.of());
        }

        JsonNode run(String taskId, int runId) {
            return queue.status(taskId).path("runs").path(runId);
        }

        /** Everybody healthy: in the end every task has been run. */
        void finish(String... taskIds) {
            for (int round = 0; round < 5; round++) {
                queue.pass(Duration.ofMinutes(21));
                for (JsonNode claim : queue.claim("healthy", 10)) {
                    queue.report(
                            claim.at("/status/taskId").asString(),
                            claim.path("runId").asInt(),
                            "completed");
                }
            }
            assertThat(taskIds)
                    .allSatisfy(taskId -> assertThat(queue.state(taskId)).isIn("completed", "exception"));
        }
    }

    private static void eachSeed(Consumer<Race> story) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Race race = new Race(seed);
            try {
                story.accept(race);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed %d: %s%n%s".formatted(seed, e.getMessage(), String.join("\n", race.interleaving.trace())),
                        e);
            }
        }
    }

    private static String create(Race race, String... dependencies) {
        return race.queue.create(race.queue.definition(dependencies).put("deadline", "2026-01-01T05:00:00.000Z"));
    }

    @Test
    void twoClaimersAreNotGivenTheSameRun() {
        eachSeed(race -> {
            String taskId = create(race);
            race.claim(race.queue, "w1");
            race.claim(race.other, "w2");
            race.run();
            assertThat(race.claimedBy("w1").size() + race.claimedBy("w2").size())
                    .isLessThanOrEqualTo(1);
            for (String worker : List.of("w1", "w2")) {
                if (!race.claimedBy(worker).isEmpty()) {
                    assertThat(race.run(taskId, 0).path("workerId").asString()).isEqualTo(worker);
                }
            }
            race.finish(taskId);
        });
    }

    @Test
    void aReportAndTheExpiryOfItsClaimDoNotBothHappen() {
        eachSeed(race -> {
            String taskId = create(race);
            race.queue.claimOne("w1");
            race.queue.drain();
            race.queue.clock.advance(Duration.ofMinutes(21));
            race.call("report", "/task/" + taskId + "/runs/0/completed");
            race.process("sweep", () -> race.queue.service.sweeper().sweep(race.queue.clock.instant()));
            race.run();
            if (race.answered("report")) {
                assertThat(race.queue.state(taskId)).isEqualTo("completed");
                assertThat(race.queue.status(taskId).path("runs")).hasSize(1);
            }
            race.finish(taskId);
            String end = race.run(taskId, 0).path("reasonResolved").asString();
            assertThat(race.queue.status(taskId).path("runs")).hasSize(end.equals("claim-expired") ? 2 : 1);
        });
    }

    @Test
    void aCanceledTaskIsNotClaimedAfterwards() {
        eachSeed(race -> {
            String taskId = create(race);
            race.call("cancel", "/task/" + taskId + "/cancel");
            race.claim(race.queue, "w1");
            race.run();
            if (race.answered("cancel")) {
                assertThat(race.queue.state(taskId)).isEqualTo("exception");
                assertThat(race.queue.claim("w2", 1)).isEmpty();
            }
            if (!race.claimedBy("w1").isEmpty()) {
                assertThat(race.run(taskId, 0).path("workerId").asString()).isEqualTo("w1");
            }
            race.finish(taskId);
        });
    }

    @Test
    void aRerunAndARepeatedReportAgreeAboutTheRuns() {
        eachSeed(race -> {
            String taskId = create(race);
            race.queue.complete(taskId);
            race.call("rerun", "/task/" + taskId + "/rerun");
            race.call("again", "/task/" + taskId + "/rerun");
            race.call("report", "/task/" + taskId + "/runs/0/completed");
            race.run();
            int runs = race.queue.status(taskId).path("runs").size();
            assertThat(runs).isBetween(1, 2);
            if (race.answered("rerun") || race.answered("again")) {
                assertThat(runs).isEqualTo(2);
            }
            assertThat(race.run(taskId, 0).path("state").asString()).isEqualTo("completed");
            race.finish(taskId);
            // A write of a rerun may come late.
            assertThat(race.queue.status(taskId).path("runs")).hasSizeBetween(runs, 2);
        });
    }

    @Test
    void recordsThatComeTwiceAndLateScheduleADependentOnce() {
        eachSeed(race -> {
            String one = create(race);
            String other = create(race);
            String dependent = create(race, one, other);
            race.queue.complete(one);
            race.queue.complete(other);
            List<Change> records = race.queue.tables.feed(QueueTables.TASKS).read(100, Duration.ZERO);
            for (Change record : records) {
                race.process("feed", () -> race.queue.service.feed().handle(record));
                race.process("feed again", () -> race.queue.service.feed().handle(record));
            }
            race.run();
            // All of them are still there, and come once more.
            race.queue.drain();
            assertThat(race.queue.state(dependent)).isEqualTo("pending");
            assertThat(race.queue.status(dependent).path("runs")).hasSize(1);
            race.finish(one, other, dependent);
            assertThat(race.queue.status(dependent).path("runs")).hasSize(1);
        });
    }
}

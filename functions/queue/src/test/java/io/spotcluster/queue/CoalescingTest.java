package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import io.spotcluster.ports.fault.Fault;
import io.spotcluster.queue.tables.QueueTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Of tasks that wait in one stack only the newest is worth running. */
class CoalescingTest {
    private final QueueFixture queue = new QueueFixture();

    private static ObjectNode definition(QueueFixture queue, String coalesce) {
        ObjectNode definition = queue.definition();
        definition.putObject("extra").set("coalesce", Json.parse(coalesce));
        return definition.put("deadline", Timestamp.format(queue.clock.instant().plus(Duration.ofHours(9))));
    }

    private static String create(QueueFixture queue, int rank) {
        return queue.create(
                definition(queue, "{\"stack\":\"mainline\",\"rank\":%d,\"depth\":3,\"age\":3600}".formatted(rank)));
    }

    private String create(int rank) {
        return create(queue, rank);
    }

    private String resolution(String taskId) {
        return queue.status(taskId).path("runs").path(0).path("reasonResolved").asString("-");
    }

    @Test
    void aNewerTaskTakesThePlaceOfOneThatWaits() {
        String older = create(1);
        String newer = create(2);
        assertThat(queue.told()).contains("task-exception");
        assertThat(queue.state(older)).isEqualTo("exception");
        assertThat(resolution(older)).isEqualTo("superseded");
        HttpReply status = queue.call("GET", "/task/" + older + "/status");
        assertThat(status.headers()).containsEntry("x-spotcluster-superseded-by", newer);
        assertThat(status.body().asUtf8()).doesNotContain(newer);
        assertThat(queue.call("GET", "/task/" + newer + "/status").headers())
                .doesNotContainKey("x-spotcluster-superseded-by");
        assertThat(queue.claimOne("w")).isEqualTo(newer);
        assertThat(queue.claim("w", 1)).isEmpty();
    }

    @Test
    void anOlderTaskThatComesLateIsSupersededToo() {
        String newer = create(2);
        queue.drain();
        String older = create(1);
        queue.drain();
        assertThat(resolution(older)).isEqualTo("superseded");
        assertThat(queue.state(newer)).isEqualTo("pending");
    }

    @Test
    void whatRunsOrIsUnscheduledOrInAnotherStackIsLeftAlone() {
        String running = create(1);
        assertThat(queue.claimOne("w")).isEqualTo(running);
        String otherQueue = queue.create(
                definition(queue, "{\"stack\":\"mainline\",\"rank\":1}").put("taskQueueId", "proj-test/other"));
        String otherStack = queue.create(definition(queue, "{\"stack\":\"branch\",\"rank\":1}"));
        String equal = create(9);
        String newest = create(9);
        queue.drain();
        assertThat(List.of(running, otherQueue, otherStack, equal, newest))
                .extracting(queue::state)
                .containsExactly("running", "pending", "pending", "pending", "pending");
    }

    @Test
    void aTaskOfAStackThatWaitsForOthersIsSupersededOnceItIsPending() {
        String dependency = queue.create();
        ObjectNode definition = definition(queue, "{\"stack\":\"mainline\",\"rank\":1}");
        definition.putArray("dependencies").add(dependency);
        String older = queue.create(definition);
        String newer = create(2);
        queue.drain();
        assertThat(queue.state(older)).isEqualTo("unscheduled");
        queue.complete(dependency);
        queue.drain();
        assertThat(resolution(older)).isEqualTo("superseded");
        assertThat(queue.state(newer)).isEqualTo("pending");
    }

    @Test
    void aStreamOfNewTasksDoesNotKeepAllFromBeingRun() {
        List<String> created = new ArrayList<>();
        for (int rank = 0; rank < 9; rank++) {
            created.add(create(rank));
            queue.drain();
        }
        // Each fourth one has taken the places of three.
        assertThat(created.stream().filter(taskId -> queue.state(taskId).equals("pending")))
                .containsExactly(created.get(3), created.get(7), created.get(8));
    }

    @Test
    void whatHasWaitedForLongIsRun() {
        String first = create(1);
        queue.drain();
        queue.clock.advance(Duration.ofMinutes(50));
        String second = create(2);
        queue.drain();
        assertThat(resolution(first)).isEqualTo("superseded");
        queue.clock.advance(Duration.ofMinutes(11));
        // The second has waited for eleven minutes, but stands for one that began an hour ago.
        String third = create(3);
        queue.drain();
        assertThat(queue.state(second)).isEqualTo("pending");
        assertThat(queue.claimOne("w")).isEqualTo(second);
        assertThat(queue.claimOne("w")).isEqualTo(third);
    }

    @Test
    void aSupersededTaskMayBeRerun() {
        String older = create(1);
        String newer = create(2);
        queue.drain();
        queue.complete(newer);
        queue.ok("POST", "/task/" + older + "/rerun");
        queue.drain();
        assertThat(queue.claimOne("w")).isEqualTo(older);
        assertThat(queue.call("GET", "/task/" + older + "/status").headers())
                .doesNotContainKey("x-spotcluster-superseded-by");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void whoDiesInTheMiddleIsMadeUpForByTheNextTry(int version) {
        StoryWorld world = new StoryWorld(new ReproducibleParts(1));
        String older = create(world.queue, 1);
        String newer = create(world.queue, 2);
        // The newer one takes over (its version 2), the older one ends (its version 2): death before, between, after.
        Fault fault = version == 1 ? new Fault.DiesBefore() : new Fault.DiesAfter();
        String victim = version == 3 ? older : newer;
        world.trouble(StoryWorld.write(QueueTables.TASKS, victim + "/status version 2"), fault);
        world.handleUntilDone();
        assertThat(world.everythingHappened()).isTrue();
        assertThat(world.queue.state(older)).isEqualTo("exception");
        assertThat(world.queue.state(newer)).isEqualTo("pending");
    }

    @Test
    void whatIsClaimedMeanwhileIsRun() {
        StoryWorld world = new StoryWorld(new ReproducibleParts(1));
        String older = create(world.queue, 1);
        String newer = create(world.queue, 2);
        world.before(
                StoryWorld.write(QueueTables.TASKS, older + "/status version 2"),
                () -> assertThat(world.queue.claimOne("w")).isEqualTo(older));
        world.drain();
        assertThat(world.queue.state(older)).isEqualTo("running");
        assertThat(world.queue.claimOne("w")).isEqualTo(newer);
    }

    @Test
    void itsCreatorNeedsAScope() {
        ObjectNode definition = definition(queue, "{\"stack\":\"main/line\",\"rank\":1}");
        List<String> others = List.of(
                "queue:create-task:project:none", "queue:scheduler-id:-", "queue:create-task:lowest:proj-test/ci");
        TestCall call = TestCall.of("PUT", "/api/queue/v1/task/" + Slug.nice()).json(Json.write(definition));
        HttpReply refused = call.by(others.toArray(String[]::new)).to(queue.http);
        queue.refused("InsufficientScopes", "queue:coalesce:proj-test/ci/main/line", refused);
        List<String> all = new ArrayList<>(others);
        all.add("queue:coalesce:proj-test/ci/main/line");
        assertThat(call.by(all.toArray(String[]::new)).to(queue.http).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"stack\":\"a b\",\"rank\":1}|`extra.coalesce.stack` is \"a b\"",
                "{\"stack\":7,\"rank\":1}|`extra.coalesce.stack` is 7",
                "{\"stack\":\"a\"}|`extra.coalesce.rank` is missing",
                "{\"stack\":\"a\",\"rank\":-1}|`extra.coalesce.rank` is -1",
                "{\"stack\":\"a\",\"rank\":1.5}|`extra.coalesce.rank` is 1.5",
                "{\"stack\":\"a\",\"rank\":1e99}|`extra.coalesce.rank` is",
                "{\"stack\":\"a\",\"rank\":1,\"depth\":0}|`extra.coalesce.depth` is 0",
                "{\"stack\":\"a\",\"rank\":1,\"age\":86401}|`extra.coalesce.age` is 86401",
            })
    void faultsAreNamed(String coalesce, String fault) {
        HttpReply reply = queue.call("PUT", "/task/" + Slug.nice(), definition(queue, coalesce));
        queue.refused("InputError", fault, reply);
    }

    @Test
    void whatOthersMeanByTheWordMeansNothing() {
        for (String coalesce : List.of("true", "{}", "{\"key\":\"x\",\"age\":1}", "[\"stack\"]")) {
            String taskId = queue.create(definition(queue, coalesce));
            queue.drain();
            assertThat(queue.state(taskId)).isEqualTo("pending");
        }
    }
}

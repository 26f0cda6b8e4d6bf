package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.Slug;
import io.spotcluster.ports.fault.Fault;
import io.spotcluster.ports.fault.Operation;
import io.spotcluster.ports.fault.ProcessDied;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * For each rule of the protocol one order of events in which it matters. The real queue must come out well of it, and the
 * mutant without the rule must not: a story that both pass shows nothing.
 */
class RuleStoriesTest {
    private static Consumer<StoryWorld> story(Mutant mutant) {
        return switch (mutant) {
            case CONDITION -> RuleStoriesTest::aTaskIsCanceledWhileAClaimerIsAboutToWrite;
            case NONCE -> RuleStoriesTest::theAnswerToTheWriteOfAClaimIsLost;
            case INLINE -> RuleStoriesTest::aTaskIsClaimedBeforeTheFeedIsRead;
            case ENSURE -> RuleStoriesTest::aCreatorDiesAfterItsFirstWrite;
            case VERSION -> RuleStoriesTest::anEntryIsMadeAnewWhileAClaimerIsAboutToDropIt;
            case NEEDS_FIRST -> RuleStoriesTest::aDependencyEndsWhileTheEdgesOfItsDependentAreWritten;
            case INSERT -> RuleStoriesTest::aTaskIsCreatedAfterItsDependencyEnded;
            case TIMES -> RuleStoriesTest::aDependencyIsRerunRightAfterItsDependentWasCreated;
            case BELIEF -> RuleStoriesTest::aNeedLandsLongAfterItsWriterGaveUp;
            case IMAGES -> RuleStoriesTest::aCompletionIsHandledWhenItsTaskIsNotCompletedAnyMore;
            case BIRTH -> RuleStoriesTest::aCompletionIsHandledLateAndItsTaskWasRerunBeforeTheDependentWasBorn;
            case TAKEOVER -> RuleStoriesTest::newTasksKeepComingIntoAStack;
            case PASSED -> RuleStoriesTest::anActiveMemberLandsAfterItsResolution;
            case UNBORN -> RuleStoriesTest::aGroupIsLookedAtWhileAMemberIsBeingCreated;
            case NOBODY_LEFT -> RuleStoriesTest::aMemberIsCreatedWhenTheOthersWereJustResolved;
            case BUCKET -> RuleStoriesTest::aSweeperDiesAtATimer;
            case NEXT -> RuleStoriesTest::aClaimIsProlongedAndThenItsWorkerVanishes;
            case AS_NEW -> RuleStoriesTest::aSweeperSeesATaskAsItWasBeforeItsClaim;
            case BEFORE -> RuleStoriesTest::aCreatorDiesAfterItsFirstWriteAndNobodyClaimsItsTask;
            case BEHIND -> RuleStoriesTest::aCreatorStandsStillUntilTheDeadlineHasPassed;
            case PRESENT -> RuleStoriesTest::aReportFindsATaskAsItWasBeforeItsClaim;
        };
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void theRealQueueComesOutWell(Mutant mutant) {
        StoryWorld world = new StoryWorld(new ReproducibleParts(1));
        story(mutant).accept(world);
        assertThat(world.everythingHappened()).as("the story happened").isTrue();
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void theMutantDoesNot(Mutant mutant) {
        StoryWorld world = new StoryWorld(mutant.parts(1));
        // What the code itself notices is an IllegalStateException.
        assertThatThrownBy(() -> story(mutant).accept(world))
                .isInstanceOfAny(AssertionError.class, IllegalStateException.class);
        assertThat(world.everythingHappened()).as("the story happened").isTrue();
    }

    private static void aTaskIsCanceledWhileAClaimerIsAboutToWrite(StoryWorld world) {
        QueueFixture queue = world.queue;
        String taskId = queue.create();
        world.before(
                StoryWorld.write(QueueTables.TASKS, "status version 2"),
                () -> queue.ok("POST", "/task/" + taskId + "/cancel"));
        assertThat(queue.claim("w1", 1)).isEmpty();
        assertThat(queue.state(taskId)).isEqualTo("exception");
    }

    private static void theAnswerToTheWriteOfAClaimIsLost(StoryWorld world) {
        String taskId = world.queue.create();
        world.trouble(StoryWorld.write(QueueTables.TASKS, "status version 2"), new Fault.AnswerLost());
        assertThat(world.queue.claim("w1", 1))
                .extracting(claim -> claim.at("/status/taskId").asString())
                .containsExactly(taskId);
    }

    private static void aTaskIsClaimedBeforeTheFeedIsRead(StoryWorld world) {
        world.queue.create();
        assertThat(world.queue.claim("w1", 1)).hasSize(1);
    }

    private static void aCreatorDiesAfterItsFirstWrite(StoryWorld world) {
        QueueFixture queue = world.queue;
        String taskId = Slug.nice();
        world.trouble(StoryWorld.write(QueueTables.TASKS, "status version 1"), new Fault.DiesAfter());
        queue.call("PUT", "/task/" + taskId, queue.definition());
        world.drain();
        assertThat(queue.claim("w1", 1))
                .extracting(claim -> claim.at("/status/taskId").asString())
                .containsExactly(taskId);
    }

    private static void anEntryIsMadeAnewWhileAClaimerIsAboutToDropIt(StoryWorld world) {
        QueueFixture queue = world.queue;
        String taskId = queue.create(queue.definition().put("priority", "low"));
        // Whoever raises the priority dies before the entry of the old one is dropped, and before the new one is made.
        world.trouble(StoryWorld.write(QueueTables.TASKS, "status version 2"), new Fault.DiesAfter());
        prioritize(queue, taskId, "high");
        // A claimer finds the old entry passed. Before it drops it, the priority is what it was before.
        world.before(StoryWorld.hint(QueueTables.PENDING, "removed"), () -> {
            prioritize(queue, taskId, "low");
            world.drain();
        });
        queue.claim("w1", 1);
        assertThat(queue.claim("w2", 1))
                .extracting(claim -> claim.at("/status/taskId").asString())
                .containsExactly(taskId);
    }

    private static void prioritize(QueueFixture queue, String taskId, String priority) {
        ObjectNode body = queue.definition().removeAll();
        queue.call("POST", "/task/" + taskId + "/priority", body.put("newPriority", priority));
    }

    private static void aDependencyEndsWhileTheEdgesOfItsDependentAreWritten(StoryWorld world) {
        QueueFixture queue = world.queue;
        String one = queue.create();
        String other = queue.create();
        String dependent = queue.create(one, other);
        // As soon as there is an edge.
        world.before(operation -> isEdgesWrite(operation, dependent) && hasEdge(queue, one, dependent), () -> {
            queue.complete(one);
            world.handle(one);
        });
        world.handle(dependent);
        assertThat(queue.state(dependent)).isEqualTo("unscheduled");
    }

    private static boolean isEdgesWrite(Operation operation, String dependent) {
        return StoryWorld.hint(QueueTables.EDGES, dependent).test(operation)
                || StoryWorld.write(QueueTables.EDGES, dependent).test(operation);
    }

    private static boolean hasEdge(QueueFixture queue, String dependency, String dependent) {
        return queue.tables
                .get(QueueTables.EDGES, QueueTables.edge(new TaskId(dependency), new TaskId(dependent)))
                .isPresent();
    }

    private static void aTaskIsCreatedAfterItsDependencyEnded(StoryWorld world) {
        QueueFixture queue = world.queue;
        String one = queue.create();
        queue.complete(one);
        world.drain();
        String dependent = queue.create(one);
        world.drain();
        assertThat(queue.state(dependent)).isEqualTo("pending");
    }

    private static void aDependencyIsRerunRightAfterItsDependentWasCreated(StoryWorld world) {
        QueueFixture queue = world.queue;
        String one = queue.create();
        queue.complete(one);
        world.drain();
        String dependent = queue.create(one);
        queue.clock.advance(Duration.ofSeconds(1));
        queue.ok("POST", "/task/" + one + "/rerun");
        world.drain();
        assertThat(queue.state(dependent)).isEqualTo("pending");
    }

    private static void aNeedLandsLongAfterItsWriterGaveUp(StoryWorld world) {
        QueueFixture queue = world.queue;
        String one = queue.create();
        String dependent = queue.create(one);
        world.drain();
        List<Item> needs = queue.tables
                .query(QueueTables.EDGES, Query.all(QueueTables.needsOf(new TaskId(dependent)), 10))
                .items();
        assertThat(needs).hasSize(1);
        queue.complete(one);
        // The dependency's handler has dropped the need, and looks whether another is left.
        world.before(
                StoryWorld.query(QueueTables.EDGES, QueueTables.needsOf(new TaskId(dependent))),
                () -> queue.tables.write(new Write.Put(QueueTables.EDGES, needs.getFirst(), Condition.always())));
        world.drain();
        assertThat(queue.state(dependent)).isEqualTo("pending");
    }

    private static void aCompletionIsHandledWhenItsTaskIsNotCompletedAnyMore(StoryWorld world) {
        QueueFixture queue = world.queue;
        String one = queue.create();
        String dependent = queue.create(one);
        world.drain();
        queue.complete(one);
        queue.clock.advance(Duration.ofSeconds(1));
        queue.ok("POST", "/task/" + one + "/rerun");
        queue.ok("POST", "/task/" + one + "/cancel");
        world.drain();
        assertThat(queue.state(dependent)).isEqualTo("pending");
    }

    private static void aCompletionIsHandledLateAndItsTaskWasRerunBeforeTheDependentWasBorn(StoryWorld world) {
        QueueFixture queue = world.queue;
        String one = queue.create();
        queue.complete(one);
        queue.clock.advance(Duration.ofSeconds(1));
        queue.ok("POST", "/task/" + one + "/rerun");
        queue.clock.advance(Duration.ofSeconds(1));
        String dependent = queue.create(one);
        world.handle(dependent);
        world.handle(one);
        assertThat(queue.state(dependent)).isEqualTo("unscheduled");
    }

    private static void newTasksKeepComingIntoAStack(StoryWorld world) {
        List<String> created = new ArrayList<>();
        for (int rank = 0; rank < 4; rank++) {
            ObjectNode definition = world.queue.definition();
            definition
                    .putObject("extra")
                    .putObject("coalesce")
                    .put("stack", "s")
                    .put("rank", rank)
                    .put("depth", 2);
            created.add(world.queue.create(definition));
            world.drain();
        }
        assertThat(created)
                .extracting(world.queue::state)
                .containsExactly("exception", "exception", "pending", "pending");
    }

    private static void anActiveMemberLandsAfterItsResolution(StoryWorld world) {
        QueueFixture queue = world.queue;
        String group = Slug.nice();
        ObjectNode definition = queue.definition().put("taskGroupId", group);
        String one = queue.create(definition);
        List<Item> active = queue.tables
                .query(QueueTables.GROUPS, Query.prefix(group, QueueTables.ACTIVE, 10))
                .items();
        assertThat(active).hasSize(1);
        String other = queue.create(definition);
        queue.complete(one);
        world.drain();
        active.forEach(item -> queue.tables.write(new Write.Put(QueueTables.GROUPS, item, Condition.always())));
        queue.complete(other);
        assertThat(queue.told()).contains("task-group-resolved");
    }

    private static void aGroupIsLookedAtWhileAMemberIsBeingCreated(StoryWorld world) {
        QueueFixture queue = world.queue;
        String group = Slug.nice();
        ObjectNode definition = queue.definition().put("taskGroupId", group);
        String one = queue.create(definition);
        String other = queue.create(definition);
        queue.complete(one);
        // The other one is the last by then.
        queue.complete(other);
        world.before(StoryWorld.write(QueueTables.TASKS, "status version 1"), world::drain);
        queue.create(definition);
        assertThat(queue.told()).contains("task-group-resolved");
        queue.ok("POST", "/task/" + one + "/rerun");
        queue.ok("POST", "/task/" + one + "/cancel");
        world.drain();
        assertThat(queue.told()).contains("task-exception").doesNotContain("task-group-resolved");
    }

    private static void aMemberIsCreatedWhenTheOthersWereJustResolved(StoryWorld world) {
        QueueFixture queue = world.queue;
        String group = Slug.nice();
        ObjectNode definition = queue.definition().put("taskGroupId", group);
        String one = queue.create(definition);
        queue.complete(one);
        queue.create(definition);
        // Whoever looks for members that are left is shown none of the last moment.
        world.troubleAlways(StoryWorld.laggingQuery(QueueTables.GROUPS, group), new Fault.Lags(1));
        world.drain();
        assertThat(queue.told()).doesNotContain("task-group-resolved");
    }

    private static void aSweeperDiesAtATimer(StoryWorld world) {
        QueueFixture queue = world.queue;
        String taskId = queue.create();
        queue.claimOne("lost");
        world.drain();
        queue.clock.advance(Duration.ofMinutes(21));
        world.trouble(StoryWorld.write(QueueTables.TASKS, "status version 3"), new Fault.DiesBefore());
        assertThatThrownBy(() -> queue.service.sweeper().sweep(queue.clock.instant()))
                .isInstanceOf(ProcessDied.class);
        queue.pass(Duration.ofMinutes(1));
        assertThat(queue.state(taskId)).isEqualTo("pending");
    }

    private static void aClaimIsProlongedAndThenItsWorkerVanishes(StoryWorld world) {
        QueueFixture queue = world.queue;
        String taskId = queue.create();
        queue.claimOne("w1");
        queue.pass(Duration.ofMinutes(17));
        queue.ok("POST", "/task/" + taskId + "/runs/0/reclaim");
        queue.pass(Duration.ofMinutes(4));
        assertThat(queue.state(taskId)).isEqualTo("running");
        queue.pass(Duration.ofMinutes(17));
        assertThat(queue.state(taskId)).isEqualTo("pending");
    }

    private static void aSweeperSeesATaskAsItWasBeforeItsClaim(StoryWorld world) {
        QueueFixture queue = world.queue;
        String taskId = queue.create();
        queue.claimOne("lost");
        world.drain();
        queue.clock.advance(Duration.ofMinutes(21));
        world.trouble(StoryWorld.lagging(QueueTables.TASKS, taskId), new Fault.Lags(1));
        queue.pass(Duration.ofMinutes(1));
        assertThat(queue.state(taskId)).isEqualTo("pending");
        assertThat(queue.status(taskId).path("runs")).hasSize(2);
    }

    private static void aCreatorDiesAfterItsFirstWriteAndNobodyClaimsItsTask(StoryWorld world) {
        QueueFixture queue = world.queue;
        String taskId = Slug.nice();
        world.trouble(StoryWorld.write(QueueTables.TASKS, "status version 1"), new Fault.DiesAfter());
        queue.call("PUT", "/task/" + taskId, queue.definition());
        world.drain();
        queue.pass(Duration.ofMinutes(61));
        assertThat(queue.state(taskId)).isEqualTo("exception");
    }

    private static void aCreatorStandsStillUntilTheDeadlineHasPassed(StoryWorld world) {
        QueueFixture queue = world.queue;
        queue.service.sweeper().sweep(queue.clock.instant());
        world.before(StoryWorld.write(QueueTables.TASKS, "status version 1"), () -> queue.pass(Duration.ofMinutes(62)));
        String taskId = queue.create();
        world.drain();
        queue.pass(Duration.ofMinutes(2));
        assertThat(queue.state(taskId)).isEqualTo("exception");
    }

    private static void aReportFindsATaskAsItWasBeforeItsClaim(StoryWorld world) {
        QueueFixture queue = world.queue;
        String taskId = queue.create();
        queue.claimOne("w1");
        world.trouble(StoryWorld.lagging(QueueTables.TASKS, taskId), new Fault.Lags(1));
        queue.report(taskId, 0, "completed");
        assertThat(queue.state(taskId)).isEqualTo("completed");
    }
}

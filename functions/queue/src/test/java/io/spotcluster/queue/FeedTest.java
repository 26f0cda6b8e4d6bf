package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.events.Event;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.feed.FeedWork;
import io.spotcluster.queue.tables.PendingEntry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskQueueId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class FeedTest {
    private static final String PENDING = PendingEntry.partition(new TaskQueueId(QueueFixture.QUEUE), 0);

    private final QueueFixture queue = new QueueFixture();

    private List<Item> pending() {
        return queue.tables.query(QueueTables.PENDING, Query.all(PENDING, 100)).items();
    }

    private List<Change> records() {
        return queue.tables.feed(QueueTables.TASKS).read(1000, Duration.ZERO);
    }

    private ObjectNode requiringResolution(String dependency) {
        return queue.definition(dependency).put("requires", "all-resolved");
    }

    @Test
    void aPendingEntryThatItsWriterDidNotComeToIsMade() {
        String taskId = queue.create();
        pending()
                .forEach(item ->
                        queue.tables.write(new Write.Delete(QueueTables.PENDING, item.key(), Condition.always())));
        assertThat(queue.claim("w1", 1)).isEmpty();
        queue.drain();
        assertThat(queue.claimOne("w1")).isEqualTo(taskId);
    }

    @Test
    void anEntryThatTheTruthHasPassedIsDroppedByItsFinder() {
        queue.create();
        List<Item> made = pending();
        queue.claimOne("w1");
        // Its writer stood still, and puts it only now.
        made.forEach(item -> queue.tables.write(new Write.Put(QueueTables.PENDING, item, Condition.always())));
        assertThat(queue.claim("w2", 1)).isEmpty();
        assertThat(pending()).isEmpty();
    }

    @Test
    void recordsMayBeHandledAgainAndLate() {
        String one = queue.create();
        String dependent = queue.create(one);
        List<Change> early = records();
        queue.complete(one);
        queue.drain();
        queue.complete(dependent);
        queue.drain();
        early.forEach(queue.service.feed()::handle);
        early.forEach(queue.service.feed()::handle);
        assertThat(queue.status(dependent).path("runs")).hasSize(1);
        assertThat(queue.claim("w1", 1)).isEmpty();
    }

    @Test
    void aCompletionSatisfiesEvenIfTheTaskWasRerunSince() {
        String one = queue.create();
        String dependent = queue.create(one);
        queue.drain();
        queue.complete(one);
        queue.clock.advance(Duration.ofSeconds(1));
        queue.ok("POST", "/task/" + one + "/rerun");
        queue.drain();
        assertThat(queue.state(dependent)).isEqualTo("pending");
    }

    @Test
    void aDependentBornAfterTheRerunWaitsForIt() {
        String one = queue.create();
        queue.complete(one);
        queue.clock.advance(Duration.ofSeconds(1));
        queue.ok("POST", "/task/" + one + "/rerun");
        queue.clock.advance(Duration.ofSeconds(1));
        String dependent = queue.create(one);
        queue.drain();
        assertThat(queue.state(dependent)).isEqualTo("unscheduled");
        queue.complete(one);
        queue.drain();
        assertThat(queue.state(dependent)).isEqualTo("pending");
    }

    @Test
    void aFailedDependencySatisfiesOnlyWhoAsksForResolution() {
        String one = queue.create();
        String strict = queue.create(one);
        String lenient = queue.create(requiringResolution(one));
        queue.claimOne("w1");
        queue.report(one, 0, "failed");
        queue.drain();
        assertThat(queue.state(strict)).isEqualTo("unscheduled");
        assertThat(queue.state(lenient)).isEqualTo("pending");
    }

    @Test
    void aTaskThatDependsOnItselfWaitsUntilItIsScheduled() {
        String taskId = Slug.nice();
        queue.ok("PUT", "/task/" + taskId, queue.definition(taskId));
        queue.drain();
        assertThat(queue.state(taskId)).isEqualTo("unscheduled");
        queue.ok("POST", "/task/" + taskId + "/schedule");
        queue.complete(taskId);
        queue.drain();
        assertThat(queue.state(taskId)).isEqualTo("completed");
    }

    @Test
    void moreEdgesThanOneRecordFollowsAreLeftToTheQueue() {
        String one = queue.create();
        List<String> dependents = new ArrayList<>();
        for (int i = 0; i < 230; i++) {
            dependents.add(queue.create(one));
        }
        queue.drain();
        queue.complete(one);
        queue.drain();
        dependents.forEach(dependent -> assertThat(queue.state(dependent)).isEqualTo("pending"));
    }

    @Test
    void aGroupIsResolvedOnceAllItsMembersAre() {
        String group = Slug.nice();
        ObjectNode definition = queue.definition().put("taskGroupId", group);
        String one = queue.create(definition);
        String other = queue.create(definition);
        queue.complete(one);
        assertThat(queue.told()).doesNotContain("task-group-resolved");
        queue.complete(other);
        assertThat(queue.told()).contains("task-group-resolved");
    }

    @Test
    void aMemberThatStayedActiveBehindTheTruthDoesNotHoldUpItsGroup() {
        String group = Slug.nice();
        ObjectNode definition = queue.definition().put("taskGroupId", group);
        String one = queue.create(definition);
        List<Item> active = queue.tables
                .query(QueueTables.GROUPS, Query.prefix(group, QueueTables.ACTIVE, 10))
                .items();
        String other = queue.create(definition);
        queue.complete(one);
        active.forEach(item -> queue.tables.write(new Write.Put(QueueTables.GROUPS, item, Condition.always())));
        queue.complete(other);
        assertThat(queue.told()).contains("task-group-resolved");
    }

    @Test
    void eventsCarryTheRoutesOfTheTask() {
        ObjectNode definition = queue.definition();
        definition.putArray("routes").add("index.project.latest");
        String taskId = queue.create(definition);
        queue.drain();
        Event pending = queue.events.get(1);
        assertThat(pending.exchange()).isEqualTo("exchange/taskcluster-queue/v1/task-pending");
        assertThat(pending.routingKey()).isEqualTo("primary.%s.0._._.proj-test.ci.-.%s._".formatted(taskId, taskId));
        assertThat(pending.copies()).containsExactly("route.index.project.latest");
    }

    @Test
    void anArtifactThatIsNoUploadIsTold() {
        String taskId = queue.create();
        queue.claimOne("w1");
        queue.told();
        ObjectNode link = Json.MAPPER.createObjectNode().put("storageType", "link");
        link.put("expires", Timestamp.format(queue.clock.instant().plus(Duration.ofDays(1))));
        link.put("contentType", "text/plain").put("artifact", "public/other");
        queue.ok("POST", "/task/" + taskId + "/runs/0/artifacts/public%2Flink", link);
        assertThat(queue.events).isEmpty();
        assertThat(queue.told()).containsExactly("artifact-created");
    }

    @Test
    void workIsReadAsItWasWritten() {
        Change change = records(queue.create());
        FeedWork.Parked parked = new FeedWork.Parked(change);
        assertThat(FeedWork.read(parked.toJson())).isEqualTo(parked);
        assertThat(Json.parse(parked.toJson()).path("kind").asString()).isEqualTo("change");
    }

    private Change records(String taskId) {
        return records().stream()
                .filter(change -> change.key().partition().equals(taskId))
                .findFirst()
                .orElseThrow();
    }
}

package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LifecycleTest {
    private final QueueFixture queue = new QueueFixture();

    @Test
    void aTaskIsCreatedClaimedAndCompleted() {
        String taskId = queue.create();
        assertThat(queue.state(taskId)).isEqualTo("pending");

        JsonNode claim = queue.claim("w1", 1).getFirst();
        assertThat(claim.path("status").path("taskId").asString()).isEqualTo(taskId);
        assertThat(claim.path("task").path("payload").path("maxRunTime").asInt())
                .isEqualTo(60);
        assertThat(claim.path("credentials").path("clientId").asString())
                .isEqualTo("task-client/%s/0/on/home/w1/until/1767226801".formatted(taskId));
        assertThat(claim.path("takenUntil").asString()).isEqualTo("2026-01-01T00:20:01.000Z");
        assertThat(queue.claim("w2", 1)).isEmpty();

        assertThat(queue.report(taskId, 0, "completed").path("state").asString())
                .isEqualTo("completed");
        assertThat(queue.told())
                .containsExactly(
                        "task-defined", "task-pending", "task-running", "task-completed", "task-group-resolved");
    }

    @Test
    void aDependentRunsWhenItsDependenciesAreCompleted() {
        String one = queue.create();
        String other = queue.create();
        String last = queue.create(one, other);
        queue.drain();
        assertThat(queue.state(last)).isEqualTo("unscheduled");

        queue.complete(one);
        queue.drain();
        assertThat(queue.state(last)).isEqualTo("unscheduled");

        queue.complete(other);
        queue.drain();
        assertThat(queue.state(last)).isEqualTo("pending");
        queue.complete(last);
    }
}

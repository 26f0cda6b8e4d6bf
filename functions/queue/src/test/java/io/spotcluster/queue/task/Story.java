package io.spotcluster.queue.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.json.Json;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** A task that lives through commands, told line by line. */
final class Story {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant DEADLINE = Instant.parse("2026-01-01T02:00:00Z");
    static final Duration CLAIM = Duration.ofMinutes(20);
    static final TaskId TASK = new TaskId("fN1SbArXTPSVFNUvaOlinQ");
    static final Worker ALICE = new Worker("home", "alice");
    static final Worker BOB = new Worker("home", "bob");

    private TaskStatus task;
    private Instant now = START;
    private Decision last = new Decision.Unchanged();

    private Story(TaskStatus task) {
        this.task = task;
    }

    static Story of(int retries, String... dependencies) {
        TaskDefinition definition = definition(retries, dependencies);
        return new Story(TaskLifecycle.create(definition, definition.expires(), START));
    }

    static TaskDefinition definition(int retries, String... dependencies) {
        ObjectNode body = body();
        body.put("retries", retries);
        for (String dependency : dependencies) {
            body.withArray("dependencies").add(dependency);
        }
        return Definitions.define(TASK, body);
    }

    static ObjectNode body() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("taskQueueId", "proj-test/ci").put("created", "2026-01-01T00:00:00Z");
        body.put("deadline", "2026-01-01T02:00:00Z").put("priority", "low");
        body.putObject("payload").put("maxRunTime", 60);
        body.putObject("metadata").put("name", "a task").put("owner", "nobody@example.com");
        return body;
    }

    Story after(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    Story when(Command command) {
        last = TaskLifecycle.decide(task, command, now);
        if (last instanceof Decision.Next(TaskStatus next)) {
            task = next.withVersion(task.version() + 1);
        }
        return this;
    }

    Story claimedBy(Worker worker) {
        return when(new Command.Take(task.lastRunId(), worker, now.plus(CLAIM))).changes();
    }

    Story reported(Resolution resolution) {
        return when(new Command.Report(task.lastRunId(), resolution));
    }

    Story changes() {
        assertThat(last).isInstanceOf(Decision.Next.class);
        return this;
    }

    Story changesNothing() {
        assertThat(last).isInstanceOf(Decision.Unchanged.class);
        return this;
    }

    Story isRefusedWith(String code, String words) {
        assertThat(last).isInstanceOfSatisfying(Decision.Refused.class, refused -> {
            assertThat(refused.rejection().code().code()).isEqualTo(code);
            assertThat(refused.rejection().message()).contains(words);
        });
        return this;
    }

    Story is(TaskState state, int runs, int retriesLeft) {
        assertThat(task.state()).isEqualTo(state);
        assertThat(task.runs()).hasSize(runs);
        assertThat(task.retriesLeft()).isEqualTo(retriesLeft);
        return this;
    }

    TaskStatus task() {
        return task;
    }

    Instant now() {
        return now;
    }
}

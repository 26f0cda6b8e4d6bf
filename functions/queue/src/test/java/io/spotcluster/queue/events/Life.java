package io.spotcluster.queue.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.events.Event;
import io.spotcluster.api.json.Json;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.Decision;
import io.spotcluster.queue.task.Definitions;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskLifecycle;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.task.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A task that lives through commands, and what is told of it meanwhile. */
final class Life {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant DEADLINE = Instant.parse("2026-01-01T02:00:00Z");
    static final TaskId TASK = new TaskId("fN1SbArXTPSVFNUvaOlinQ");
    static final String OTHER = "AAAAAAAAQAOAAAAAAAAAAA";
    static final Worker ALICE = new Worker("home", "alice");

    private final TaskDefinition definition;
    private final List<TaskStatus> images = new ArrayList<>();
    private Instant now = START;

    private Life(TaskDefinition definition) {
        this.definition = definition;
        images.add(TaskLifecycle.create(definition, definition.expires(), START).withVersion(1));
    }

    static Life of(int retries, String... dependencies) {
        return new Life(definition(retries, dependencies));
    }

    static TaskDefinition definition(int retries, String... dependencies) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("taskQueueId", "proj-test/ci").put("created", "2026-01-01T00:00:00Z");
        body.put("deadline", "2026-01-01T02:00:00Z")
                .put("schedulerId", "nightly")
                .put("retries", retries);
        body.putArray("routes").add("index.proj.test.latest").add("notify.nobody");
        body.putObject("tags").put("kind", "build").put("os.name", "linux");
        for (String dependency : dependencies) {
            body.withArray("dependencies").add(dependency);
        }
        return Definitions.define(TASK, body);
    }

    Life after(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    /** Follows a command; the next image is the same as the last one if there is nothing to follow. */
    Life when(Command command) {
        TaskStatus last = images.getLast();
        images.add(
                TaskLifecycle.decide(last, command, now) instanceof Decision.Next(TaskStatus next)
                        ? next.withVersion(last.version() + 1)
                        : last);
        return this;
    }

    Life claimed() {
        int runId = images.getLast().lastRunId();
        return when(new Command.Take(runId, ALICE, now.plus(Duration.ofMinutes(20))));
    }

    TaskDefinition definition() {
        return definition;
    }

    TaskStatus task() {
        return images.getLast();
    }

    List<TaskStatus> images() {
        return List.copyOf(images);
    }

    /** What the creation tells, while nothing else has happened; what the last command tells, afterwards. */
    List<Event> events() {
        Optional<TaskStatus> before = images.size() > 1 ? Optional.of(images.get(images.size() - 2)) : Optional.empty();
        return QueueEvents.of(before, images.getLast(), definition);
    }

    /** The last command told this alone. */
    Event event() {
        assertThat(events()).hasSize(1);
        return events().getFirst();
    }

    /** The short names of their exchanges. */
    static List<String> exchanges(List<Event> events) {
        return events.stream()
                .map(event -> event.exchange().substring("exchange/taskcluster-queue/v1/".length()))
                .toList();
    }
}

package io.spotcluster.queue.events;

import static io.spotcluster.queue.events.Life.ALICE;
import static io.spotcluster.queue.events.Life.DEADLINE;
import static io.spotcluster.queue.events.Life.OTHER;
import static io.spotcluster.queue.events.Life.START;
import static io.spotcluster.queue.events.Life.TASK;
import static io.spotcluster.queue.events.Life.exchanges;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.events.Event;
import io.spotcluster.api.events.TopicExchange;
import io.spotcluster.api.json.Secrets;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.queue.task.Claim;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.Resolution;
import io.spotcluster.queue.task.TaskGroupId;
import io.spotcluster.queue.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class QueueEventsTest {
    private static final String HERE = "proj-test.ci.nightly.fN1SbArXTPSVFNUvaOlinQ._";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final TaskGroupId GROUP = new TaskGroupId(TASK.text());

    private static JsonNode payload(Event event, String pointer) {
        return event.payload().at(pointer);
    }

    @Test
    void aTaskWithoutDependenciesIsDefinedAndThenPending() {
        List<Event> events = Life.of(5).events();
        assertThat(exchanges(events)).containsExactly("task-defined", "task-pending");
        assertThat(events.get(0).routingKey()).isEqualTo("primary.fN1SbArXTPSVFNUvaOlinQ._._._." + HERE);
        assertThat(events.get(1).routingKey()).isEqualTo("primary.fN1SbArXTPSVFNUvaOlinQ.0._._." + HERE);
        assertThat(payload(events.get(0), "/status/state").asString()).isEqualTo("unscheduled");
        assertThat(payload(events.get(0), "/status/runs").isEmpty()).isTrue();
        assertThat(payload(events.get(1), "/status/state").asString()).isEqualTo("pending");
        assertThat(payload(events.get(1), "/runId").asInt()).isZero();
    }

    @Test
    void aTaskThatWaitsForOthersIsOnlyDefined() {
        assertThat(exchanges(Life.of(5, OTHER).events())).containsExactly("task-defined");
    }

    @Test
    void aTaskIsPendingOnceItIsScheduled() {
        Event event = Life.of(5, OTHER).when(new Command.Schedule()).event();
        assertThat(event.exchange()).isEqualTo("exchange/taskcluster-queue/v1/task-pending");
        assertThat(payload(event, "/version").asInt()).isEqualTo(1);
        assertThat(payload(event, "/task").toString())
                .isEqualTo("{\"tags\":{\"kind\":\"build\",\"os.name\":\"linux\"}}");
    }

    @Test
    void everyMessageIsFoundByTheRoutesOfTheTaskToo() {
        Life life = Life.of(5);
        List<Event> events = new ArrayList<>(life.events());
        events.add(life.claimed().event());
        events.add(life.when(new Command.ChangePriority(Priority.HIGH)).event());
        events.add(life.when(new Command.Cancel()).event());
        assertThat(events)
                .hasSize(5)
                .allSatisfy(event -> assertThat(event.copies())
                        .containsExactly("route.index.proj.test.latest", "route.notify.nobody"));
    }

    @Test
    void aClaimedRunIsRunning() {
        Event event = Life.of(5).claimed().event();
        assertThat(event.exchange()).isEqualTo("exchange/taskcluster-queue/v1/task-running");
        assertThat(event.routingKey()).isEqualTo("primary.fN1SbArXTPSVFNUvaOlinQ.0.home.alice." + HERE);
        assertThat(payload(event, "/workerGroup").asString()).isEqualTo("home");
        assertThat(payload(event, "/workerId").asString()).isEqualTo("alice");
        assertThat(payload(event, "/takenUntil").asString()).isEqualTo("2026-01-01T00:20:00.000Z");
    }

    @Test
    void aProlongedClaimIsNotTold() {
        Life life = Life.of(5).claimed().after(MINUTE);
        life.when(new Command.Retake(0, START.plus(Duration.ofMinutes(21))));
        assertThat(life.task().version()).isEqualTo(3);
        assertThat(life.events()).isEmpty();
    }

    @Test
    void successAndFailureAreToldWithTheWorker() {
        for (Resolution resolution : List.of(Resolution.COMPLETED, Resolution.FAILED)) {
            Event event =
                    Life.of(5).claimed().when(new Command.Report(0, resolution)).event();
            assertThat(event.exchange()).isEqualTo("exchange/taskcluster-queue/v1/task-" + resolution.text());
            assertThat(event.routingKey()).isEqualTo("primary.fN1SbArXTPSVFNUvaOlinQ.0.home.alice." + HERE);
            assertThat(payload(event, "/status/state").asString()).isEqualTo(resolution.text());
            assertThat(payload(event, "/task/tags/kind").asString()).isEqualTo("build");
        }
    }

    @Test
    void aRetryTellsTheEndOfTheOldRunAndTheWaitOfTheNew() {
        List<Event> events = Life.of(5)
                .claimed()
                .when(new Command.Report(0, Resolution.WORKER_SHUTDOWN))
                .events();
        assertThat(exchanges(events)).containsExactly("task-exception", "task-pending");
        assertThat(events.get(0).routingKey()).isEqualTo("primary.fN1SbArXTPSVFNUvaOlinQ.0.home.alice." + HERE);
        assertThat(events.get(1).routingKey()).isEqualTo("primary.fN1SbArXTPSVFNUvaOlinQ.1._._." + HERE);
        assertThat(payload(events.get(0), "/runId").asInt()).isZero();
        assertThat(payload(events.get(0), "/status/runs/0/reasonResolved").asString())
                .isEqualTo("worker-shutdown");
        assertThat(payload(events.get(1), "/status/runs/1/reasonCreated").asString())
                .isEqualTo("retry");
    }

    @Test
    void withoutRetriesLeftOnlyTheEndIsTold() {
        Life life = Life.of(0).claimed().when(new Command.Report(0, Resolution.WORKER_SHUTDOWN));
        assertThat(exchanges(life.events())).containsExactly("task-exception");
    }

    @Test
    void aTaskThatIsCanceledBeforeItRanHasAnExceptionAndNeverWaited() {
        Event event = Life.of(5, OTHER).when(new Command.Cancel()).event();
        assertThat(event.exchange()).isEqualTo("exchange/taskcluster-queue/v1/task-exception");
        assertThat(event.routingKey()).isEqualTo("primary.fN1SbArXTPSVFNUvaOlinQ.0._._." + HERE);
        assertThat(event.payload().has("workerId")).isFalse();
        assertThat(payload(event, "/status/runs/0/reasonResolved").asString()).isEqualTo("canceled");
    }

    @Test
    void aMissedDeadlineIsAnException() {
        Life life = Life.of(5).claimed().after(Duration.ofHours(3));
        Event event = life.when(new Command.ExpireClaim(0, START.plus(Duration.ofMinutes(20))))
                .event();
        assertThat(payload(event, "/status/runs/0/reasonResolved").asString()).isEqualTo("deadline-exceeded");
        assertThat(payload(event, "/status/deadline").asString()).isEqualTo("2026-01-01T02:00:00.000Z");
        assertThat(payload(event, "/workerId").asString()).isEqualTo("alice");
    }

    @Test
    void aRerunIsPendingAgain() {
        Life life = Life.of(5).claimed().when(new Command.Report(0, Resolution.FAILED));
        Event event = life.when(new Command.Rerun()).event();
        assertThat(event.exchange()).isEqualTo("exchange/taskcluster-queue/v1/task-pending");
        assertThat(payload(event, "/runId").asInt()).isEqualTo(1);
    }

    @Test
    void anotherPriorityIsToldWithTheOldOne() {
        Event event = Life.of(5).when(new Command.ChangePriority(Priority.HIGH)).event();
        assertThat(event.exchange()).isEqualTo("exchange/taskcluster-queue/v1/task-priority-changed");
        assertThat(event.routingKey()).isEqualTo("primary.fN1SbArXTPSVFNUvaOlinQ._._._." + HERE);
        assertThat(payload(event, "/oldPriority").asString()).isEqualTo("lowest");
        assertThat(payload(event, "/newPriority").asString()).isEqualTo("high");
    }

    @Test
    void theSameImagesTellTheSame() {
        Life life = Life.of(5).claimed().when(new Command.Report(0, Resolution.COMPLETED));
        assertThat(life.events()).isEqualTo(life.events()).hasSize(1);
    }

    @Test
    void imagesFurtherApartTellEachStepInBetween() {
        Life life = Life.of(5)
                .claimed()
                .when(new Command.Report(0, Resolution.INTERMITTENT_TASK))
                .claimed()
                .when(new Command.Report(1, Resolution.COMPLETED));
        assertThat(exchanges(QueueEvents.of(Optional.of(life.images().getFirst()), life.task(), life.definition())))
                .containsExactly("task-running", "task-exception", "task-pending", "task-running", "task-completed");
    }

    @Test
    void aTaskInThePlaceOfAnExpiredOneIsNew() {
        TaskStatus expired = Life.of(5).claimed().when(new Command.Cancel()).task();
        Life life = Life.of(5);
        assertThat(QueueEvents.of(Optional.of(expired), life.task(), life.definition()))
                .isEqualTo(life.events());
    }

    @Test
    void aGroupIsResolvedOrSealed() {
        Event resolved = QueueEvents.groupResolved(GROUP, "nightly", DEADLINE, Optional.empty());
        assertThat(resolved.exchange()).isEqualTo("exchange/taskcluster-queue/v1/task-group-resolved");
        assertThat(resolved.routingKey()).isEqualTo("primary.fN1SbArXTPSVFNUvaOlinQ.nightly._");
        assertThat(resolved.copies()).isEmpty();
        assertThat(resolved.payload().has("sealed")).isFalse();
        Event sealed = QueueEvents.groupSealed(GROUP, "nightly", DEADLINE, START);
        assertThat(sealed.exchange()).isEqualTo("exchange/taskcluster-queue/v1/task-group-sealed");
        assertThat(payload(sealed, "/sealed").asString()).isEqualTo("2026-01-01T00:00:00.000Z");
    }

    @Test
    void anArtifactIsToldWithItsRun() {
        Event event = artifactCreated();
        assertThat(event.routingKey()).isEqualTo("primary.fN1SbArXTPSVFNUvaOlinQ.0.home.alice." + HERE);
        assertThat(payload(event, "/artifact").toString())
                .isEqualTo("{\"storageType\":\"link\",\"name\":\"public/live.log\","
                        + "\"expires\":\"2026-01-01T02:00:00.000Z\",\"contentType\":\"text/plain\"}");
    }

    private static Event artifactCreated() {
        Life life = Life.of(5).claimed();
        return QueueEvents.artifactCreated(
                life.task(),
                0,
                new Claim(ALICE, START, DEADLINE),
                new QueueEvents.NewArtifact("link", "public/live.log", DEADLINE, "text/plain"),
                life.definition());
    }

    @Test
    void everyMessageIsValidByTheSchemaOfItsExchange() {
        Life life = Life.of(1, OTHER);
        List<Event> events = new ArrayList<>(life.events());
        events.addAll(life.when(new Command.Schedule()).events());
        events.addAll(life.when(new Command.ChangePriority(Priority.VERY_HIGH)).events());
        events.addAll(life.claimed().events());
        events.addAll(
                life.when(new Command.Report(0, Resolution.WORKER_SHUTDOWN)).events());
        events.addAll(
                life.claimed().when(new Command.Report(1, Resolution.FAILED)).events());
        events.addAll(life.when(new Command.Rerun()).events());
        events.addAll(
                life.claimed().when(new Command.Report(2, Resolution.COMPLETED)).events());
        events.addAll(life.when(new Command.Rerun()).when(new Command.Cancel()).events());
        events.addAll(Life.of(5, OTHER).when(new Command.Cancel()).events());
        events.add(artifactCreated());
        events.add(QueueEvents.groupResolved(GROUP, "nightly", DEADLINE, Optional.empty()));
        events.add(QueueEvents.groupResolved(GROUP, "nightly", DEADLINE, Optional.of(START)));
        events.add(QueueEvents.groupSealed(GROUP, "nightly", DEADLINE, START));
        events.add(QueueEvents.groupPriorityChanged(GROUP, "nightly", Priority.LOW, 3));

        SchemaCatalog schemas = new SchemaCatalog();
        Set<String> seen = new TreeSet<>();
        for (Event event : events) {
            TopicExchange exchange = QueueExchanges.EVENTS.exchanges().stream()
                    .filter(declared -> declared.fullName().equals(event.exchange()))
                    .findFirst()
                    .orElseThrow();
            seen.add(exchange.name());
            assertThat(schemas.schema("queue/v1/" + exchange.schema())
                            .violations(event.payload(), 0, Secrets.usualAnd(Set.of())))
                    .as("%s", event)
                    .isEmpty();
        }
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(QueueExchanges.EVENTS.exchanges().stream()
                        .map(TopicExchange::name)
                        .toList());
    }

    @Test
    void theExchangesAreThoseThatListenersKnow() {
        assertThat(QueueExchanges.EVENTS.exchanges().stream().map(TopicExchange::exchange))
                .containsExactly(
                        "task-defined",
                        "task-pending",
                        "task-running",
                        "artifact-created",
                        "task-completed",
                        "task-failed",
                        "task-exception",
                        "task-group-resolved",
                        "task-group-sealed",
                        "task-priority-changed",
                        "task-group-priority-changed");
    }
}

package io.spotcluster.queue.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.events.Event;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.Priority;
import io.spotcluster.queue.task.Resolution;
import io.spotcluster.queue.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class QueueEventsPropertyTest {
    private static Life live(List<Command> commands) {
        Life life = Life.of(3, Life.OTHER);
        commands.forEach(life::when);
        return life;
    }

    private static List<Event> told(List<TaskStatus> images, Life life) {
        List<Event> events = new ArrayList<>();
        Optional<TaskStatus> before = Optional.empty();
        for (TaskStatus image : images) {
            events.addAll(QueueEvents.of(before, image, life.definition()));
            before = Optional.of(image);
        }
        return events;
    }

    @Property
    void everyKeyHasTenWords(@ForAll("lives") List<Command> commands) {
        Life life = live(commands);
        assertThat(told(life.images(), life))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.routingKey().split("\\.", -1))
                        .hasSize(10)
                        .startsWith("primary", Life.TASK.text())
                        .doesNotContain(""));
    }

    @Property
    void aRunIsPendingThenRunningThenEndedAndEachIsToldOnce(@ForAll("lives") List<Command> commands) {
        Life life = live(commands);
        List<Event> events = told(life.images(), life);
        for (int runId = 0; runId < life.task().runs().size(); runId++) {
            int run = runId;
            assertThat(Life.exchanges(events.stream()
                            .filter(event -> event.payload().path("runId").asInt(-1) == run)
                            .toList()))
                    .as("run %d", run)
                    .isSubsetOf("task-pending", "task-running", "task-completed", "task-failed", "task-exception")
                    .doesNotHaveDuplicates()
                    .isSortedAccordingTo(QueueEventsPropertyTest::byStep);
        }
    }

    private static int byStep(String one, String other) {
        List<String> steps = List.of("task-pending", "task-running", "task-completed", "task-failed", "task-exception");
        return Integer.compare(steps.indexOf(one), steps.indexOf(other));
    }

    /** What happened to runs does not depend on how many images are seen on the way. */
    @Property
    void aSkippedImageLosesNothingAboutRuns(@ForAll("lives") List<Command> commands, @ForAll int choice) {
        Life life = live(commands);
        List<TaskStatus> fewer = new ArrayList<>(life.images());
        fewer.remove(1 + Math.floorMod(choice, fewer.size() - 1));
        fewer.add(life.task());
        assertThat(runsTold(told(fewer, life))).isEqualTo(runsTold(told(life.images(), life)));
    }

    private static List<String> runsTold(List<Event> events) {
        return events.stream()
                .filter(event -> event.payload().has("runId"))
                .map(event -> event.exchange() + " " + event.payload().path("runId"))
                .sorted()
                .toList();
    }

    @Provide
    Arbitrary<List<Command>> lives() {
        Arbitrary<Integer> runs = Arbitraries.integers().between(0, 3);
        Arbitrary<Instant> times =
                Arbitraries.integers().between(0, 3).map(minutes -> Life.START.plus(Duration.ofMinutes(minutes)));
        Arbitrary<Command> commands = Arbitraries.oneOf(List.of(
                Arbitraries.just(new Command.Schedule()),
                Combinators.combine(runs, Arbitraries.just(Life.ALICE), times).as(Command.Take::new),
                Combinators.combine(runs, times).as(Command.Retake::new),
                Combinators.combine(runs, Arbitraries.of(Resolution.class)).as(Command.Report::new),
                Arbitraries.just(new Command.Cancel()),
                Arbitraries.just(new Command.Rerun()),
                Arbitraries.of(Priority.class).map(Command.ChangePriority::new),
                Combinators.combine(runs, times).as(Command.ExpireClaim::new)));
        return commands.list().ofMinSize(1).ofMaxSize(40);
    }
}

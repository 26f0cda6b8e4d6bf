package io.spotcluster.queue.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TaskLifecyclePropertyTest {
    /** A command, and how many minutes (possibly backwards: another server's clock) pass before it. */
    record Step(int minutes, Command command) {}

    @Property
    void whatIsResolvedStaysResolvedUnlessRerun(@ForAll("lives") List<Step> life) {
        live(life, (before, step, _, decision) -> {
            if (before.isResolved() && !(step.command() instanceof Command.Rerun)) {
                assertThat(decision).isNotInstanceOf(Decision.Next.class);
            }
        });
    }

    @Property
    void repeatingACommandThatWasFollowedChangesNothing(@ForAll("lives") List<Step> life) {
        live(life, (_, step, now, decision) -> {
            if (decision instanceof Decision.Next(TaskStatus next)) {
                assertThat(TaskLifecycle.decide(next, step.command(), now)).isInstanceOf(Decision.Unchanged.class);
            }
        });
    }

    @Property
    void runsAreOnlyEverAddedAndAllButTheLastHaveEnded(@ForAll("lives") List<Step> life) {
        live(life, (before, _, _, decision) -> {
            if (decision instanceof Decision.Next(TaskStatus next)) {
                assertThat(next.runs())
                        .hasSizeBetween(before.runs().size(), before.runs().size() + 1);
                assertThat(next.runs()).hasSizeLessThanOrEqualTo(TaskLifecycle.MAXIMUM_RUNS);
                for (int runId = 0; runId < next.lastRunId(); runId++) {
                    assertThat(next.runs().get(runId)).isInstanceOf(Run.Resolved.class);
                }
            }
        });
    }

    @Property
    void retriesAndRunsNeverLeaveTheirLimits(@ForAll("lives") List<Step> life) {
        live(life, (_, _, _, decision) -> {
            if (decision instanceof Decision.Next(TaskStatus next)) {
                assertThat(next.retriesLeft()).isBetween(0, next.retries());
                assertThat(next.runs().size() + next.retriesLeft()).isLessThanOrEqualTo(TaskLifecycle.MAXIMUM_RUNS);
            }
        });
    }

    @Property
    void onceResolvedIsRememberedExactly(@ForAll("lives") List<Step> life) {
        live(life, (before, _, _, decision) -> {
            if (decision instanceof Decision.Next(TaskStatus next)) {
                assertThat(next.resolvedOnce()).isEqualTo(before.resolvedOnce() || next.isResolved());
            }
        });
    }

    @Property
    void timesNeverGoBackwards(@ForAll("lives") List<Step> life) {
        live(life, (before, _, _, decision) -> {
            if (decision instanceof Decision.Next(TaskStatus next)) {
                Instant latest = before.lastRun().map(Run::latest).orElse(before.born());
                assertThat(next.runs().getLast().latest()).isAfterOrEqualTo(latest);
                assertThat(next.runs().getLast().scheduled()).isAfterOrEqualTo(before.born());
            }
        });
    }

    @Property
    void satisfiedOnceIsSatisfiedForEver(@ForAll("lives") List<Step> life) {
        Instant birth = Story.START.plus(Duration.ofMinutes(10));
        live(life, (before, _, _, decision) -> {
            if (decision instanceof Decision.Next(TaskStatus next)
                    && !next.runs().getLast().latest().isBefore(birth)) {
                for (Requires requires : Requires.values()) {
                    if (before.satisfies(birth, requires)) {
                        assertThat(next.satisfies(birth, requires)).isTrue();
                    }
                }
            }
        });
    }

    private interface Check {
        void of(TaskStatus before, Step step, Instant now, Decision decision);
    }

    private static void live(List<Step> life, Check check) {
        TaskStatus task =
                TaskLifecycle.create(Story.definition(3), Story.definition(3).expires(), Story.START);
        Instant now = Story.START;
        for (Step step : life) {
            now = now.plus(Duration.ofMinutes(step.minutes()));
            Decision decision = TaskLifecycle.decide(task, step.command(), now);
            check.of(task, step, now, decision);
            if (decision instanceof Decision.Next(TaskStatus next)) {
                task = next;
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> lives() {
        Arbitrary<Integer> runs = Arbitraries.integers().between(0, 4);
        Arbitrary<Instant> times =
                Arbitraries.integers().between(0, 60).map(minutes -> Story.START.plus(Duration.ofMinutes(minutes)));
        Arbitrary<Command> commands = Arbitraries.oneOf(List.of(
                Arbitraries.just(new Command.Schedule()),
                Combinators.combine(runs, Arbitraries.of(Story.ALICE, Story.BOB), times)
                        .as(Command.Take::new),
                Combinators.combine(runs, times).as(Command.Retake::new),
                Combinators.combine(runs, Arbitraries.of(Resolution.class)).as(Command.Report::new),
                Arbitraries.just(new Command.Cancel()),
                Arbitraries.just(new Command.Rerun()),
                Arbitraries.of(Priority.class).map(Command.ChangePriority::new),
                Combinators.combine(runs, times).as(Command.ExpireClaim::new),
                Arbitraries.just(new Command.ExceedDeadline(Story.DEADLINE))));
        return Combinators.combine(Arbitraries.integers().between(-1, 3), commands)
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }
}

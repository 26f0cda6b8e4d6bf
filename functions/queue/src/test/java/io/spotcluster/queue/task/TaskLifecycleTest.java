package io.spotcluster.queue.task;

import static io.spotcluster.queue.task.Story.ALICE;
import static io.spotcluster.queue.task.Story.BOB;
import static io.spotcluster.queue.task.Story.CLAIM;
import static io.spotcluster.queue.task.TaskState.COMPLETED;
import static io.spotcluster.queue.task.TaskState.EXCEPTION;
import static io.spotcluster.queue.task.TaskState.FAILED;
import static io.spotcluster.queue.task.TaskState.PENDING;
import static io.spotcluster.queue.task.TaskState.RUNNING;
import static io.spotcluster.queue.task.TaskState.UNSCHEDULED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskLifecycleTest {
    private static final String OTHER = "AAAAAAAAQAOAAAAAAAAAAA";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration PAST_DEADLINE = Duration.ofHours(3);

    @Test
    void aTaskWithoutDependenciesIsPendingAtOnce() {
        Story.of(5).is(PENDING, 1, 5);
    }

    @Test
    void aTaskWithDependenciesWaitsUnscheduled() {
        Story.of(5, OTHER).is(UNSCHEDULED, 0, 5);
    }

    @Test
    void aTaskRunsAndCompletes() {
        Story story = Story.of(5).claimedBy(ALICE).is(RUNNING, 1, 5).reported(Resolution.COMPLETED);
        story.changes().is(COMPLETED, 1, 5);
        assertThat(story.task().resolvedOnce()).isTrue();
    }

    @Nested
    class Scheduling {
        @Test
        void makesAnUnscheduledTaskPending() {
            Story.of(5, OTHER).when(new Command.Schedule()).changes().is(PENDING, 1, 5);
        }

        @Test
        void againChangesNothingWhateverBecameOfTheTask() {
            Story story = Story.of(5, OTHER).when(new Command.Schedule());
            story.when(new Command.Schedule()).changesNothing();
            story.claimedBy(ALICE).when(new Command.Schedule()).changesNothing();
            story.reported(Resolution.FAILED)
                    .when(new Command.Schedule())
                    .changesNothing()
                    .is(FAILED, 1, 5);
            story.after(PAST_DEADLINE).when(new Command.Schedule()).changesNothing();
        }

        @Test
        void isRefusedPastTheDeadline() {
            Story.of(5, OTHER)
                    .after(PAST_DEADLINE)
                    .when(new Command.Schedule())
                    .isRefusedWith("RequestConflict", "past its deadline");
        }
    }

    @Nested
    class Claiming {
        @Test
        void isForOneWorkerOnly() {
            Story.of(5)
                    .claimedBy(ALICE)
                    .when(new Command.Take(0, BOB, Story.START.plus(CLAIM)))
                    .isRefusedWith("RequestConflict", "already claimed by worker `home/alice`");
        }

        @Test
        void againByTheSameWorkerKeepsTheFirstClaim() {
            Story story = Story.of(5).claimedBy(ALICE);
            Optional<Claim> first = story.task().runs().getFirst().claim();
            story.after(MINUTE)
                    .when(new Command.Take(0, ALICE, story.now().plus(CLAIM)))
                    .changesNothing();
            assertThat(story.task().runs().getFirst().claim()).isEqualTo(first);
        }

        @Test
        void ofARunThatDoesNotExistIsNotFound() {
            Story.of(5)
                    .when(new Command.Take(1, ALICE, Story.START.plus(CLAIM)))
                    .isRefusedWith("ResourceNotFound", "no run 1");
        }

        @Test
        void ofARunThatEndedIsAConflict() {
            Story.of(5)
                    .claimedBy(ALICE)
                    .reported(Resolution.COMPLETED)
                    .when(new Command.Take(0, ALICE, Story.START.plus(CLAIM)))
                    .isRefusedWith("RequestConflict", "resolved or not running");
        }

        @Test
        void isRefusedPastTheDeadline() {
            Story story = Story.of(5).after(PAST_DEADLINE);
            story.when(new Command.Take(0, ALICE, story.now().plus(CLAIM)))
                    .isRefusedWith("RequestConflict", "past its deadline");
        }
    }

    @Nested
    class Reclaiming {
        @Test
        void prolongsTheClaimAndKeepsItsStart() {
            Story story = Story.of(5).claimedBy(ALICE).after(MINUTE);
            Instant until = story.now().plus(CLAIM);
            story.when(new Command.Retake(0, until)).changes().is(RUNNING, 1, 5);
            assertThat(story.task().runs().getFirst().claim())
                    .contains(new Claim(ALICE, Story.START, until, Optional.empty(), true));
        }

        @Test
        void neverShortensAClaim() {
            Story.of(5)
                    .claimedBy(ALICE)
                    .when(new Command.Retake(0, Story.START.plus(MINUTE)))
                    .changesNothing();
        }

        @Test
        void afterResolutionIsAConflict() {
            Story story = Story.of(5).claimedBy(ALICE).when(new Command.Cancel());
            story.when(new Command.Retake(0, story.now().plus(CLAIM)))
                    .isRefusedWith("RequestConflict", "resolved or not running");
        }

        @Test
        void ofAnOlderRunIsAConflict() {
            Story story = Story.of(5).claimedBy(ALICE).reported(Resolution.WORKER_SHUTDOWN);
            story.claimedBy(BOB)
                    .when(new Command.Retake(0, story.now().plus(CLAIM.multipliedBy(2))))
                    .isRefusedWith("RequestConflict", "resolved or not running");
        }

        @Test
        void isRefusedPastTheDeadline() {
            Story story = Story.of(5).claimedBy(ALICE).after(PAST_DEADLINE);
            story.when(new Command.Retake(0, story.now().plus(CLAIM)))
                    .isRefusedWith("RequestConflict", "past its deadline");
        }
    }

    @Nested
    class Reporting {
        @ParameterizedTest
        @EnumSource(
                value = Resolution.class,
                names = {"COMPLETED", "FAILED", "MALFORMED_PAYLOAD", "RESOURCE_UNAVAILABLE", "INTERNAL_ERROR"})
        void someEndsAreFinal(Resolution end) {
            Story.of(5).claimedBy(ALICE).reported(end).changes().is(end.state(), 1, 5);
        }

        @Test
        void aLostWorkerLeadsToARetry() {
            Story story = Story.of(1)
                    .claimedBy(ALICE)
                    .reported(Resolution.WORKER_SHUTDOWN)
                    .is(PENDING, 2, 0);
            assertThat(story.task().runs().getLast().reasonCreated()).isEqualTo(ReasonCreated.RETRY);
            assertThat(story.task().resolvedOnce()).isFalse();
        }

        @Test
        void anIntermittentTaskLeadsToARetryOfItsOwnKind() {
            Story story = Story.of(1)
                    .claimedBy(ALICE)
                    .reported(Resolution.INTERMITTENT_TASK)
                    .is(PENDING, 2, 0);
            assertThat(story.task().runs().getLast().reasonCreated()).isEqualTo(ReasonCreated.TASK_RETRY);
        }

        @Test
        void withoutRetriesLeftATaskEnds() {
            Story.of(0).claimedBy(ALICE).reported(Resolution.WORKER_SHUTDOWN).is(EXCEPTION, 1, 0);
        }

        @ParameterizedTest
        @EnumSource(
                value = Resolution.class,
                names = {"COMPLETED", "FAILED", "MALFORMED_PAYLOAD", "WORKER_SHUTDOWN", "INTERMITTENT_TASK"})
        void theSameAgainChangesNothing(Resolution end) {
            Story story = Story.of(5).claimedBy(ALICE).reported(end);
            story.after(MINUTE).when(new Command.Report(0, end)).changesNothing();
        }

        @Test
        void anotherEndAfterwardsIsAConflict() {
            Story story = Story.of(5).claimedBy(ALICE).reported(Resolution.COMPLETED);
            story.reported(Resolution.FAILED).isRefusedWith("RequestConflict", "resolved or not running");
        }

        @Test
        void ofAPendingRunIsAConflict() {
            Story.of(5).reported(Resolution.COMPLETED).isRefusedWith("RequestConflict", "resolved or not running");
        }

        @Test
        void theSameAfterARerunIsAConflict() {
            Story story =
                    Story.of(5).claimedBy(ALICE).reported(Resolution.COMPLETED).when(new Command.Rerun());
            story.when(new Command.Report(0, Resolution.COMPLETED))
                    .isRefusedWith("RequestConflict", "resolved or not running");
        }

        @Test
        void isAcceptedPastTheDeadlineWhileTheRunIsRunning() {
            Story.of(5)
                    .claimedBy(ALICE)
                    .after(PAST_DEADLINE)
                    .reported(Resolution.COMPLETED)
                    .is(COMPLETED, 1, 5);
        }
    }

    @Nested
    class Canceling {
        @Test
        void endsAPendingTask() {
            Story.of(5).when(new Command.Cancel()).changes().is(EXCEPTION, 1, 5);
        }

        @Test
        void endsARunningTaskAndRemembersItsWorker() {
            Story story =
                    Story.of(5).claimedBy(ALICE).when(new Command.Cancel()).is(EXCEPTION, 1, 5);
            assertThat(story.task().runs().getLast().claim()).isPresent();
        }

        @Test
        void givesAnUnscheduledTaskARunThatRecordsTheEnd() {
            Story story = Story.of(5, OTHER).when(new Command.Cancel()).is(EXCEPTION, 1, 5);
            assertThat(story.task().runs().getLast().reasonCreated()).isEqualTo(ReasonCreated.EXCEPTION);
        }

        @Test
        void aResolvedTaskChangesNothing() {
            Story.of(5)
                    .claimedBy(ALICE)
                    .reported(Resolution.COMPLETED)
                    .after(PAST_DEADLINE)
                    .when(new Command.Cancel())
                    .changesNothing();
        }

        @Test
        void isRefusedPastTheDeadline() {
            Story.of(5)
                    .after(PAST_DEADLINE)
                    .when(new Command.Cancel())
                    .isRefusedWith("RequestConflict", "past its deadline");
        }
    }

    @Nested
    class Rerunning {
        @Test
        void addsARunAndGivesTheRetriesBack() {
            Story.of(1)
                    .claimedBy(ALICE)
                    .reported(Resolution.WORKER_SHUTDOWN)
                    .claimedBy(BOB)
                    .reported(Resolution.FAILED)
                    .is(FAILED, 2, 0)
                    .when(new Command.Rerun())
                    .is(PENDING, 3, 1);
        }

        @Test
        void aPendingOrRunningTaskChangesNothing() {
            Story.of(5)
                    .when(new Command.Rerun())
                    .changesNothing()
                    .claimedBy(ALICE)
                    .when(new Command.Rerun())
                    .changesNothing();
        }

        @Test
        void schedulesAnUnscheduledTask() {
            Story.of(5, OTHER).when(new Command.Rerun()).is(PENDING, 1, 5);
        }

        @Test
        void doesNotForgetThatTheTaskWasResolved() {
            Story story =
                    Story.of(5).claimedBy(ALICE).reported(Resolution.COMPLETED).when(new Command.Rerun());
            assertThat(story.task().resolvedOnce()).isTrue();
        }

        @Test
        void stopsAtTheMaximumOfRuns() {
            Story story = Story.of(5).when(new Command.Cancel());
            while (story.task().runs().size() < TaskLifecycle.MAXIMUM_RUNS) {
                story.when(new Command.Rerun()).changes().when(new Command.Cancel());
            }
            story.is(EXCEPTION, 50, 0)
                    .when(new Command.Rerun())
                    .isRefusedWith("RequestConflict", "already has 50 runs");
        }

        @Test
        void isRefusedPastTheDeadline() {
            Story.of(5)
                    .when(new Command.Cancel())
                    .after(PAST_DEADLINE)
                    .when(new Command.Rerun())
                    .isRefusedWith("RequestConflict", "past its deadline");
        }
    }

    @Nested
    class ChangingThePriority {
        @Test
        void isPossibleUntilTheTaskIsResolved() {
            Story story =
                    Story.of(5).when(new Command.ChangePriority(Priority.HIGH)).changes();
            assertThat(story.task().priority()).isEqualTo(Priority.HIGH);
            story.claimedBy(ALICE)
                    .when(new Command.ChangePriority(Priority.LOWEST))
                    .changes();
            story.reported(Resolution.FAILED)
                    .when(new Command.ChangePriority(Priority.HIGHEST))
                    .isRefusedWith("RequestConflict", "already resolved");
        }

        @Test
        void toTheOneItHasChangesNothing() {
            Story.of(5).when(new Command.ChangePriority(Priority.LOW)).changesNothing();
        }

        @Test
        void isRefusedPastTheDeadline() {
            Story.of(5)
                    .after(PAST_DEADLINE)
                    .when(new Command.ChangePriority(Priority.HIGH))
                    .isRefusedWith("RequestConflict", "past its deadline");
        }
    }

    @Nested
    class TimersGoingOff {
        @Test
        void anExpiredClaimIsRetried() {
            Story story = Story.of(2).claimedBy(ALICE);
            story.after(CLAIM)
                    .when(new Command.ExpireClaim(0, story.now()))
                    .changes()
                    .is(PENDING, 2, 1);
        }

        @Test
        void anExpiredClaimWithoutRetriesLeftEndsTheTask() {
            Story story = Story.of(0).claimedBy(ALICE);
            story.after(CLAIM).when(new Command.ExpireClaim(0, story.now())).is(EXCEPTION, 1, 0);
        }

        @Test
        void aProlongedClaimDoesNotExpire() {
            Story story = Story.of(2).claimedBy(ALICE);
            Instant first = story.now().plus(CLAIM);
            story.when(new Command.Retake(0, first.plus(MINUTE)));
            story.after(CLAIM)
                    .when(new Command.ExpireClaim(0, first))
                    .changesNothing()
                    .is(RUNNING, 1, 2);
        }

        @Test
        void anExpiredClaimPastTheDeadlineIsNotRetried() {
            Story story = Story.of(2).claimedBy(ALICE);
            Instant until = story.now().plus(CLAIM);
            story.after(PAST_DEADLINE).when(new Command.ExpireClaim(0, until)).is(EXCEPTION, 1, 2);
            assertThat(story.task().runs().getLast())
                    .isInstanceOfSatisfying(
                            Run.Resolved.class,
                            run -> assertThat(run.resolution()).isEqualTo(Resolution.DEADLINE_EXCEEDED));
        }

        @Test
        void theDeadlineEndsWhateverIsUnresolved() {
            Command exceeded = new Command.ExceedDeadline(Story.DEADLINE);
            Story.of(5, OTHER).after(PAST_DEADLINE).when(exceeded).is(EXCEPTION, 1, 5);
            Story.of(5).after(PAST_DEADLINE).when(exceeded).is(EXCEPTION, 1, 5);
            Story.of(5).claimedBy(ALICE).after(PAST_DEADLINE).when(exceeded).is(EXCEPTION, 1, 5);
            Story.of(5)
                    .claimedBy(ALICE)
                    .reported(Resolution.COMPLETED)
                    .when(exceeded)
                    .changesNothing();
        }
    }

    @Test
    void theDeadlineOfAnEarlierTaskOfTheSameIdDoesNotMatter() {
        Story.of(5).when(new Command.ExceedDeadline(Story.START)).changesNothing();
    }

    @Nested
    class Satisfying {
        private final Instant birth = Story.START.plus(Duration.ofMinutes(30));

        @Test
        void aCompletedTaskSatisfiesWhoeverComesLater() {
            TaskStatus done =
                    Story.of(5).claimedBy(ALICE).reported(Resolution.COMPLETED).task();
            assertThat(done.satisfies(birth, Requires.ALL_COMPLETED)).isTrue();
            assertThat(done.satisfies(birth, Requires.ALL_RESOLVED)).isTrue();
        }

        @Test
        void aFailedTaskSatisfiesOnlyThoseThatAskForResolutionAlone() {
            TaskStatus failed =
                    Story.of(5).claimedBy(ALICE).reported(Resolution.FAILED).task();
            assertThat(failed.satisfies(birth, Requires.ALL_COMPLETED)).isFalse();
            assertThat(failed.satisfies(birth, Requires.ALL_RESOLVED)).isTrue();
        }

        @Test
        void aRerunDoesNotTakeBackWhatWasSatisfied() {
            TaskStatus rerun = Story.of(5)
                    .claimedBy(ALICE)
                    .reported(Resolution.COMPLETED)
                    .after(Duration.ofMinutes(31))
                    .when(new Command.Rerun())
                    .task();
            assertThat(rerun.satisfies(birth, Requires.ALL_COMPLETED)).isTrue();
        }

        @Test
        void aRerunBeforeTheBirthDoes() {
            TaskStatus rerun = Story.of(5)
                    .claimedBy(ALICE)
                    .reported(Resolution.COMPLETED)
                    .after(Duration.ofMinutes(29))
                    .when(new Command.Rerun())
                    .task();
            assertThat(rerun.satisfies(birth, Requires.ALL_COMPLETED)).isFalse();
        }

        @Test
        void anExceptionThatIsRetriedIsNoResolution() {
            TaskStatus retried = Story.of(5)
                    .after(Duration.ofMinutes(31))
                    .claimedBy(ALICE)
                    .reported(Resolution.WORKER_SHUTDOWN)
                    .task();
            assertThat(retried.satisfies(birth, Requires.ALL_RESOLVED)).isFalse();
        }
    }
}

package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.QueueSimulation.Result;
import io.spotcluster.queue.dependency.BrokenDependencies;
import io.spotcluster.queue.dependency.Dependencies;
import io.spotcluster.queue.feed.HintGuarantee;
import io.spotcluster.queue.group.GroupCheck;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.timer.Timers;
import io.spotcluster.queue.truth.Hints;
import io.spotcluster.queue.truth.PendingSignal;
import io.spotcluster.queue.truth.TaskTruth;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The protocol without one of its rules: the simulation has to notice each of them, or it would not notice if the real
 * code lost it either. The rules are those of DESIGN.md section 2 and of the model beside it.
 */
class MutantsTest {
    /** Within how many seeds each mutant is noticed, with a margin. */
    private static final int SEEDS = 6000;

    private record Mutant(String brokenRule, LongFunction<QueueParts> parts) {
        @Override
        public String toString() {
            return brokenRule;
        }
    }

    static Stream<Mutant> mutants() {
        return Stream.of(
                new Mutant("a write is conditional on the version read", Unconditional::new),
                new Mutant("hints come before the answer", WithoutInlineHints::new),
                new Mutant("the feed makes up for hints that were not written", WithoutGuarantee::new),
                new Mutant("all needs before all edges", EdgesBeforeAllNeeds::new),
                new Mutant(
                        "what was satisfied before the edge was there is looked for", SatisfiedBeforeIsOverlooked::new),
                new Mutant(
                        "a dependency satisfies if it did so at any time since the birth", OnlyThePresentCounts::new),
                new Mutant("whoever finds a passed member drops it", PassedMembersStay::new));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isNoticed(Mutant mutant) {
        Optional<Result> noticed = Stream.iterate(0L, seed -> seed + 1)
                .limit(SEEDS)
                .map(seed -> QueueSimulation.run(seed, mutant.parts().apply(seed)))
                .filter(result -> !result.violations().isEmpty())
                .findFirst();
        assertThat(noticed).as("a seed of %d that notices", SEEDS).isPresent();
    }

    private static TaskTruth truth(
            Tables tables, Hints hints, PendingSignal signal, Clock clock, Supplier<String> nonces, Broken broken) {
        return new TaskTruth(tables, hints, signal, clock, nonces) {
            @Override
            protected Condition unlessWrittenSince(Optional<TaskStatus> read) {
                return broken == Broken.CONDITION && read.isPresent()
                        ? Condition.always()
                        : super.unlessWrittenSince(read);
            }

            @Override
            protected List<Write> inlineHints(Optional<TaskStatus> before, TaskStatus after) {
                return broken == Broken.INLINE ? List.of() : super.inlineHints(before, after);
            }
        };
    }

    private enum Broken {
        CONDITION,
        INLINE
    }

    private static final class Unconditional extends ReproducibleParts {
        Unconditional(long seed) {
            super(seed);
        }

        @Override
        TaskTruth truth(Tables tables, Hints hints, PendingSignal signal, Clock clock, Supplier<String> nonces) {
            return MutantsTest.truth(tables, hints, signal, clock, nonces, Broken.CONDITION);
        }
    }

    private static final class WithoutInlineHints extends ReproducibleParts {
        WithoutInlineHints(long seed) {
            super(seed);
        }

        @Override
        TaskTruth truth(Tables tables, Hints hints, PendingSignal signal, Clock clock, Supplier<String> nonces) {
            return MutantsTest.truth(tables, hints, signal, clock, nonces, Broken.INLINE);
        }
    }

    private static final class WithoutGuarantee extends ReproducibleParts {
        WithoutGuarantee(long seed) {
            super(seed);
        }

        @Override
        HintGuarantee guarantee(Tables tables, TaskTruth truth, Hints hints, Timers timers, PendingSignal signal) {
            return new HintGuarantee(tables, truth, hints, timers, signal) {
                @Override
                public void ensure(Optional<TaskStatus> before, TaskStatus after) {}
            };
        }
    }

    private static final class EdgesBeforeAllNeeds extends ReproducibleParts {
        EdgesBeforeAllNeeds(long seed) {
            super(seed);
        }

        @Override
        Dependencies dependencies(Tables tables, TaskTruth truth) {
            return BrokenDependencies.edgesBeforeAllNeeds(tables, truth);
        }
    }

    private static final class SatisfiedBeforeIsOverlooked extends ReproducibleParts {
        SatisfiedBeforeIsOverlooked(long seed) {
            super(seed);
        }

        @Override
        Dependencies dependencies(Tables tables, TaskTruth truth) {
            return BrokenDependencies.satisfiedBeforeIsOverlooked(tables, truth);
        }
    }

    private static final class OnlyThePresentCounts extends ReproducibleParts {
        OnlyThePresentCounts(long seed) {
            super(seed);
        }

        @Override
        Dependencies dependencies(Tables tables, TaskTruth truth) {
            return BrokenDependencies.onlyThePresentCounts(tables, truth);
        }
    }

    private static final class PassedMembersStay extends ReproducibleParts {
        PassedMembersStay(long seed) {
            super(seed);
        }

        @Override
        GroupCheck groupCheck(Tables tables, TaskTruth truth) {
            return new GroupCheck(tables, truth) {
                @Override
                protected void dropPassed(List<Write> passed) {}
            };
        }
    }
}

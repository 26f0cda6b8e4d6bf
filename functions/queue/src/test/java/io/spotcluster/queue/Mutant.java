package io.spotcluster.queue;

import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableReads;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.claim.BrokenClaimer;
import io.spotcluster.queue.claim.ClaimTerms;
import io.spotcluster.queue.claim.TaskQueueRules;
import io.spotcluster.queue.claim.WorkClaimer;
import io.spotcluster.queue.coalescing.Stacks;
import io.spotcluster.queue.dependency.BrokenDependencies;
import io.spotcluster.queue.dependency.Dependencies;
import io.spotcluster.queue.feed.HintGuarantee;
import io.spotcluster.queue.group.GroupCheck;
import io.spotcluster.queue.tables.PendingEntry.Shards;
import io.spotcluster.queue.task.Coalescing;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.timer.BrokenTimers;
import io.spotcluster.queue.timer.Sweeper;
import io.spotcluster.queue.timer.TimerActions;
import io.spotcluster.queue.timer.Timers;
import io.spotcluster.queue.truth.Hint;
import io.spotcluster.queue.truth.Hints;
import io.spotcluster.queue.truth.PendingSignal;
import io.spotcluster.queue.truth.TaskTruth;
import io.spotcluster.queue.truth.WholeTasks;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The real parts without one rule of the protocol (DESIGN.md section 2). Those that the model beside it can break bear its
 * names. Each has a story in {@link RuleStoriesTest} that notices it; {@link MutantsTest} says which ones random seeds
 * notice too.
 */
enum Mutant {
    CONDITION("a write is conditional on the version read"),
    NONCE("who lost a condition to the own earlier try has won"),
    INLINE("hints come before the answer"),
    ENSURE("the feed makes up for hints that were not written"),
    VERSION("a hint is dropped only if it is not newer than the truth read"),
    NEEDS_FIRST("all needs before all edges"),
    INSERT("what was satisfied before the edge was there is looked for"),
    TIMES("a dependency satisfies if it did so at any time since the birth"),
    BELIEF("a need is believed only as far as the truth confirms it"),
    IMAGES("facts follow the images"),
    BIRTH("a resolution taken back before the birth does not concern the dependent"),
    TAKEOVER("a newer task of a stack takes over what it supersedes before that ends"),
    PASSED("whoever finds a passed member drops it"),
    UNBORN("an active entry whose task is not there yet stays"),
    NOBODY_LEFT("that no member is left is believed only of the present"),
    BUCKET("a bucket is passed only after all in it was acted on"),
    NEXT("the timer of a claim that was prolonged makes the next one"),
    AS_NEW("an image tells that a timer is over only if it is as new as the timer"),
    BEFORE("the timer of its deadline stands before a task does"),
    BEHIND("a timer that was too late for its bucket is put into the current one"),
    PRESENT("to change nothing, or to refuse, is decided on the present");

    private final String rule;

    Mutant(String rule) {
        this.rule = rule;
    }

    QueueParts parts(long seed) {
        return switch (this) {
            case CONDITION -> new Unconditional(seed);
            case NONCE -> new ForgetsItsNonce(seed);
            case INLINE -> new WithoutInlineHints(seed);
            case ENSURE -> new WithoutGuarantee(seed);
            case VERSION -> new DropsNewerHints(seed);
            case NEEDS_FIRST -> with(seed, BrokenDependencies::edgesBeforeAllNeeds);
            case INSERT -> with(seed, BrokenDependencies::satisfiedBeforeIsOverlooked);
            case TIMES -> with(seed, BrokenDependencies::onlyThePresentCounts);
            case BELIEF -> with(seed, BrokenDependencies::needsAreBelieved);
            case IMAGES -> with(seed, BrokenDependencies::recordsThatTheTruthHasPassedAreIgnored);
            case BIRTH -> with(seed, BrokenDependencies::everyResolutionConcernsEveryDependent);
            case TAKEOVER -> new WithoutTakeover(seed);
            case PASSED -> new PassedMembersStay(seed);
            case UNBORN -> new DropsTheUnborn(seed);
            case NOBODY_LEFT -> new BelievesAnEmptyPast(seed);
            case BUCKET -> new PassesBucketsFirst(seed);
            case NEXT -> new EndsTimersOfProlongedClaims(seed);
            case AS_NEW -> new BelievesOldImagesOfTimers(seed);
            case BEFORE -> new WithoutHintsBefore(seed);
            case BEHIND -> new OverlooksLateTimers(seed);
            case PRESENT -> new RefusesOnOldImages(seed);
        };
    }

    @Override
    public String toString() {
        return name() + ": " + rule;
    }

    private static QueueParts with(long seed, BiFunction<Tables, TaskTruth, Dependencies> broken) {
        return new ReproducibleParts(seed) {
            @Override
            Dependencies dependencies(Tables tables, TaskTruth truth) {
                return broken.apply(tables, truth);
            }
        };
    }

    private static final class Unconditional extends ReproducibleParts {
        Unconditional(long seed) {
            super(seed);
        }

        @Override
        TaskTruth truth(Tables tables, Hints hints, PendingSignal signal, Clock clock, Supplier<String> nonces) {
            return new TaskTruth(tables, hints, signal, clock, nonces) {
                @Override
                protected Condition unlessWrittenSince(Optional<TaskStatus> read) {
                    return read.isPresent() ? Condition.always() : super.unlessWrittenSince(read);
                }
            };
        }
    }

    private static final class ForgetsItsNonce extends ReproducibleParts {
        ForgetsItsNonce(long seed) {
            super(seed);
        }

        @Override
        TaskTruth truth(Tables tables, Hints hints, PendingSignal signal, Clock clock, Supplier<String> nonces) {
            return new TaskTruth(tables, hints, signal, clock, nonces) {
                @Override
                protected boolean isOwn(Optional<Item> current, String nonce) {
                    return false;
                }
            };
        }
    }

    private static final class WithoutInlineHints extends ReproducibleParts {
        WithoutInlineHints(long seed) {
            super(seed);
        }

        @Override
        TaskTruth truth(Tables tables, Hints hints, PendingSignal signal, Clock clock, Supplier<String> nonces) {
            return new TaskTruth(tables, hints, signal, clock, nonces) {
                @Override
                protected List<Write> inlineHints(Optional<TaskStatus> before, TaskStatus after) {
                    return List.of();
                }
            };
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

    private static final class DropsNewerHints extends ReproducibleParts {
        DropsNewerHints(long seed) {
            super(seed);
        }

        @Override
        WorkClaimer claimer(
                Tables tables,
                TaskTruth truth,
                WholeTasks tasks,
                ClaimTerms terms,
                Shards shards,
                TaskQueueRules rules,
                Clock clock) {
            return BrokenClaimer.dropsNewerEntries(tables, truth, tasks, terms, shards, rules, clock, random());
        }
    }

    private static final class WithoutTakeover extends ReproducibleParts {
        WithoutTakeover(long seed) {
            super(seed);
        }

        @Override
        Stacks stacks(Tables tables, TaskTruth truth, Clock clock) {
            return new Stacks(tables, truth, clock) {
                @Override
                protected boolean takesOver(Coalescing.Supersession supersession) {
                    return true;
                }
            };
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

    private static final class DropsTheUnborn extends ReproducibleParts {
        DropsTheUnborn(long seed) {
            super(seed);
        }

        @Override
        GroupCheck groupCheck(Tables tables, TaskTruth truth) {
            return new GroupCheck(tables, truth) {
                @Override
                protected boolean isPassed(Optional<TaskStatus> status) {
                    return true;
                }
            };
        }
    }

    private static final class BelievesAnEmptyPast extends ReproducibleParts {
        BelievesAnEmptyPast(long seed) {
            super(seed);
        }

        @Override
        GroupCheck groupCheck(Tables tables, TaskTruth truth) {
            return new GroupCheck(tables, truth) {
                @Override
                protected TableReads present(Tables all) {
                    return all.lagging();
                }
            };
        }
    }

    private static final class PassesBucketsFirst extends ReproducibleParts {
        PassesBucketsFirst(long seed) {
            super(seed);
        }

        @Override
        Sweeper sweeper(Tables tables, Timers timers, TimerActions actions, BiConsumer<Key, RuntimeException> park) {
            return BrokenTimers.passesBucketsFirst(tables, timers, actions, park);
        }
    }

    private static final class EndsTimersOfProlongedClaims extends ReproducibleParts {
        EndsTimersOfProlongedClaims(long seed) {
            super(seed);
        }

        @Override
        TimerActions timerActions(
                Tables tables, Timers timers, TaskTruth truth, Blobs blobs, Predicate<String> stillNeeded) {
            return new TimerActions(tables, timers, truth, blobs, stillNeeded) {
                @Override
                protected void prolong(TaskStatus running) {}
            };
        }
    }

    private static final class BelievesOldImagesOfTimers extends ReproducibleParts {
        BelievesOldImagesOfTimers(long seed) {
            super(seed);
        }

        @Override
        TimerActions timerActions(
                Tables tables, Timers timers, TaskTruth truth, Blobs blobs, Predicate<String> stillNeeded) {
            return new TimerActions(tables, timers, truth, blobs, stillNeeded) {
                @Override
                protected boolean isNewEnough(TaskStatus image, Item timer) {
                    return true;
                }
            };
        }
    }

    private static final class OverlooksLateTimers extends ReproducibleParts {
        OverlooksLateTimers(long seed) {
            super(seed);
        }

        @Override
        HintGuarantee guarantee(Tables tables, TaskTruth truth, Hints hints, Timers timers, PendingSignal signal) {
            return new HintGuarantee(tables, truth, hints, timers, signal) {
                @Override
                protected boolean isBehind(Hint foundation) {
                    return false;
                }
            };
        }
    }

    private static final class WithoutHintsBefore extends ReproducibleParts {
        WithoutHintsBefore(long seed) {
            super(seed);
        }

        @Override
        TaskTruth truth(Tables tables, Hints hints, PendingSignal signal, Clock clock, Supplier<String> nonces) {
            return new TaskTruth(tables, hints, signal, clock, nonces) {
                @Override
                protected List<Write> hintsBefore(TaskStatus first) {
                    return List.of();
                }

                @Override
                protected List<Write> inlineHints(Optional<TaskStatus> before, TaskStatus after) {
                    List<Write> all = new ArrayList<>(super.inlineHints(before, after));
                    if (before.isEmpty()) {
                        all.addAll(super.hintsBefore(after));
                    }
                    return all;
                }
            };
        }
    }

    private static final class RefusesOnOldImages extends ReproducibleParts {
        RefusesOnOldImages(long seed) {
            super(seed);
        }

        @Override
        TaskTruth truth(Tables tables, Hints hints, PendingSignal signal, Clock clock, Supplier<String> nonces) {
            return new TaskTruth(tables, hints, signal, clock, nonces) {
                @Override
                protected boolean mayBeOld() {
                    return false;
                }
            };
        }
    }
}

package io.spotcluster.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking code of several processes so that only one moves at a time, and every order of their steps can happen. A
 * process hands the baton back at each {@link #step}; the scheduler picks the next one by a seeded random choice, so that
 * the same seed gives the same run. Whatever is shared by the processes must be reached only between steps.
 *
 * <p>Steps of threads that the interleaving did not start pass without waiting: a test may use the same objects before and
 * after {@link #run}.
 */
public final class Interleaving {
    /** How a process ended. */
    public sealed interface Ending {
        record Returned() implements Ending {}

        /** It was killed at a step, or threw. */
        record Threw(Throwable cause) implements Ending {}
    }

    /** Is told of the end of a process; may spawn others. Runs on the scheduler's thread. */
    @FunctionalInterface
    public interface OnEnd {
        void ended(Ending ending);
    }

    private static final class Participant {
        private final Interleaving owner;
        private final String name;
        private final Semaphore baton = new Semaphore(0);
        private final OnEnd onEnd;

        private @Nullable Ending ending;

        Participant(Interleaving owner, String name, OnEnd onEnd) {
            this.owner = owner;
            this.name = name;
            this.onEnd = onEnd;
        }
    }

    private static final ThreadLocal<@Nullable Participant> CURRENT = new ThreadLocal<>();

    private final RandomGenerator random;
    private final Semaphore scheduler = new Semaphore(0);
    private final List<Participant> processes = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();

    public Interleaving(RandomGenerator random) {
        this.random = random;
    }

    /** Adds a process; it starts when the scheduler first picks it. Callable before {@link #run} and from within it. */
    public void spawn(String name, Runnable body, OnEnd onEnd) {
        Participant process = new Participant(this, name, onEnd);
        processes.add(process);
        Thread.ofVirtual().name(name).start(() -> {
            process.baton.acquireUninterruptibly();
            CURRENT.set(process);
            Ending ending;
            try {
                body.run();
                ending = new Ending.Returned();
            } catch (Throwable thrown) {
                ending = new Ending.Threw(thrown);
            }
            process.ending = ending;
            scheduler.release();
        });
    }

    /** Hands the baton back, and returns when this process is picked again. {@code operation} goes into the trace. */
    public void step(String operation) {
        Participant process = CURRENT.get();
        if (process == null || process.owner != this) {
            return;
        }
        trace.add(process.name + " " + operation);
        scheduler.release();
        process.baton.acquireUninterruptibly();
    }

    /** How many processes have not ended. */
    public int running() {
        return processes.size();
    }

    /** Lets one process, picked at random, go on to its next step or its end. */
    public void turn() {
        Participant process = processes.get(random.nextInt(processes.size()));
        process.baton.release();
        scheduler.acquireUninterruptibly();
        Ending ending = process.ending;
        if (ending != null) {
            processes.remove(process);
            process.onEnd.ended(ending);
        }
    }

    /** Turns until every process has ended. */
    public void run() {
        while (!processes.isEmpty()) {
            turn();
        }
    }

    /** What was done, in order: the process's name and the operation it was about to do. */
    public List<String> trace() {
        return List.copyOf(trace);
    }
}

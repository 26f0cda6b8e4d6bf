package io.spotcluster.ports.fault;

/** Decides what becomes of every operation. */
@FunctionalInterface
public interface FaultPlan {
    Fault decide(Operation operation);

    /** Where an order is left open, which of {@code count} comes next: from 0, less than {@code count}. */
    default int choose(int count) {
        return 0;
    }

    static FaultPlan none() {
        return _ -> Fault.proceed();
    }
}

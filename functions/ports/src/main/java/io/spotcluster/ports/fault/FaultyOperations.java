package io.spotcluster.ports.fault;

import io.spotcluster.ports.StoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** Does operations with the faults of a plan; shared by the three faulty ports. */
final class FaultyOperations {
    private static final class Late {
        private final Runnable effect;
        private int operations;

        Late(Runnable effect, int operations) {
            this.effect = effect;
            this.operations = operations;
        }
    }

    private final FaultPlan plan;
    private final Step step;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Late> lates = new ArrayList<>();

    FaultyOperations(FaultPlan plan, Step step) {
        this.plan = plan;
        this.step = step;
    }

    void run(Operation operation, Runnable effect) {
        call(operation, () -> {
            effect.run();
            return true;
        });
    }

    <T> T call(Operation operation, Supplier<T> effect) {
        return list(operation, _ -> effect.get(), effect);
    }

    /**
     * @param effect what is done, given {@link Fault.Fewer}, {@link Fault.Lags} or else {@link Fault.Proceed}
     * @param repeated what is done instead when the fault is {@link Fault.Repeats}
     */
    <T> T list(Operation operation, Function<Fault, T> effect, Supplier<T> repeated) {
        step.before(operation);
        Fault fault = decide(operation);
        return switch (fault) {
            case Fault.Proceed() -> effect.apply(fault);
            case Fault.Throttled() -> throw new StoreException.Throttled("throttled: " + operation);
            case Fault.RequestLost() -> throw new StoreException.ResultUnknown("lost: " + operation);
            case Fault.AnswerLost() -> {
                var _ = effect.apply(Fault.proceed());
                throw new StoreException.ResultUnknown("answer lost: " + operation);
            }
            case Fault.HappensLate(int operations) -> {
                if (operation.action().changes()) {
                    later(new Late(
                            () -> {
                                var _ = effect.apply(Fault.proceed());
                            },
                            operations));
                }
                throw new StoreException.ResultUnknown("late: " + operation);
            }
            case Fault.DiesBefore() -> throw new ProcessDied(operation);
            case Fault.DiesAfter() -> {
                var _ = effect.apply(Fault.proceed());
                throw new ProcessDied(operation);
            }
            case Fault.Fewer _, Fault.Lags _ -> effect.apply(fault);
            case Fault.Repeats() -> repeated.get();
        };
    }

    private Fault decide(Operation operation) {
        List<Runnable> due = new ArrayList<>();
        Fault fault;
        lock.lock();
        try {
            for (Iterator<Late> iterator = lates.iterator(); iterator.hasNext(); ) {
                Late late = iterator.next();
                if (--late.operations <= 0) {
                    iterator.remove();
                    due.add(late.effect);
                }
            }
            fault = plan.decide(operation);
        } finally {
            lock.unlock();
        }
        due.forEach(Runnable::run);
        return fault;
    }

    private void later(Late late) {
        lock.lock();
        try {
            lates.add(late);
        } finally {
            lock.unlock();
        }
    }

    /** From 0, less than {@code count}, as the plan chooses. */
    int choose(int count) {
        lock.lock();
        try {
            return plan.choose(count);
        } finally {
            lock.unlock();
        }
    }

    /** The same elements in an order of the plan's choice. */
    <T> List<T> shuffled(List<T> elements) {
        List<T> remaining = new ArrayList<>(elements);
        List<T> order = new ArrayList<>();
        lock.lock();
        try {
            while (!remaining.isEmpty()) {
                order.add(remaining.remove(plan.choose(remaining.size())));
            }
        } finally {
            lock.unlock();
        }
        return order;
    }
}

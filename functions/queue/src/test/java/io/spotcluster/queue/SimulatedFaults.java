package io.spotcluster.queue;

import io.spotcluster.ports.fault.Fault;
import io.spotcluster.ports.fault.FaultPlan;
import io.spotcluster.ports.fault.Operation;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Loses answers, shows the past where a read may, and kills processes: which of them it killed is remembered, since a kernel
 * answers whatever happens.
 */
final class SimulatedFaults implements FaultPlan {
    private final Random random;
    private final double deaths;
    private final Set<Thread> dead = new HashSet<>();

    private boolean healthy;

    SimulatedFaults(Random random, double deaths) {
        this.random = random;
        this.deaths = deaths;
    }

    @Override
    public Fault decide(Operation operation) {
        if (healthy) {
            return Fault.proceed();
        }
        double chance = random.nextDouble();
        if (chance < deaths) {
            dead.add(Thread.currentThread());
            return random.nextBoolean() ? new Fault.DiesBefore() : new Fault.DiesAfter();
        }
        double fate = random.nextDouble();
        if (operation.action() == Operation.Action.WRITE && fate < 0.1) {
            return new Fault.AnswerLost();
        }
        if (fate < 0.005) {
            return new Fault.RequestLost();
        }
        if (fate < 0.008) {
            return new Fault.Throttled();
        }
        if (operation.action().changes() && fate >= 0.1 && fate < 0.13) {
            // Some land long after whoever gave them up has gone on.
            return new Fault.HappensLate(1 + random.nextInt(random.nextInt(4) == 0 ? 400 : 20));
        }
        boolean query =
                operation.action() == Operation.Action.QUERY || operation.action() == Operation.Action.QUERY_LAGGING;
        if (query && fate < 0.03) {
            return new Fault.Fewer(1);
        }
        boolean mayLag = operation.action() == Operation.Action.GET_LAGGING
                || operation.action() == Operation.Action.QUERY_LAGGING;
        if (mayLag && fate > 0.7) {
            return new Fault.Lags(1 + random.nextInt(3));
        }
        return Fault.proceed();
    }

    @Override
    public int choose(int count) {
        return healthy ? 0 : random.nextInt(count);
    }

    /** Was the calling process killed? */
    boolean isDead() {
        return dead.contains(Thread.currentThread());
    }

    /** From now on nothing fails any more. */
    void cease() {
        healthy = true;
    }
}

package io.spotcluster.ports.fault;

import io.spotcluster.ports.fault.Operation.Action;
import java.util.random.RandomGenerator;

/** Faults at random, at the given rates; the same seed gives the same faults for the same operations. */
public final class SeededFaults implements FaultPlan {
    private static final int LATEST = 30;

    private final RandomGenerator random;
    private final FaultRates rates;

    /** @param random is not shared with anything that runs at the same time */
    public SeededFaults(RandomGenerator random, FaultRates rates) {
        this.random = random;
        this.rates = rates;
    }

    @Override
    public Fault decide(Operation operation) {
        double drawn = random.nextDouble();
        if ((drawn -= rates.throttled()) < 0) {
            return new Fault.Throttled();
        }
        if ((drawn -= rates.requestLost()) < 0) {
            return new Fault.RequestLost();
        }
        if ((drawn -= rates.answerLost()) < 0) {
            return new Fault.AnswerLost();
        }
        if ((drawn -= rates.happensLate()) < 0) {
            return operation.action().changes() ? new Fault.HappensLate(1 + random.nextInt(LATEST)) : Fault.proceed();
        }
        if ((drawn -= rates.deaths()) < 0) {
            return random.nextBoolean() ? new Fault.DiesBefore() : new Fault.DiesAfter();
        }
        if ((drawn -= rates.shortened()) < 0) {
            boolean list = streams(operation.action())
                    || operation.action() == Action.QUERY
                    || operation.action() == Action.QUERY_LAGGING;
            return list ? new Fault.Fewer(random.nextInt(3)) : Fault.proceed();
        }
        if ((drawn -= rates.repeated()) < 0) {
            return streams(operation.action()) ? new Fault.Repeats() : Fault.proceed();
        }
        if (drawn - rates.lags() < 0) {
            return lags(operation.action()) ? new Fault.Lags(1 + random.nextInt(3)) : Fault.proceed();
        }
        return Fault.proceed();
    }

    private static boolean lags(Action action) {
        return action == Action.GET_LAGGING || action == Action.QUERY_LAGGING;
    }

    private static boolean streams(Action action) {
        return action == Action.READ_FEED || action == Action.RECEIVE;
    }

    @Override
    public int choose(int count) {
        return random.nextInt(count);
    }
}

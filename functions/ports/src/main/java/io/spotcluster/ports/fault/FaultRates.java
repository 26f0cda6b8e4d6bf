package io.spotcluster.ports.fault;

/**
 * How often each fault happens, as shares of all operations at which it can; together at most 1.
 *
 * @param happensLate only of operations that change something
 * @param deaths half of them before the operation, half after it
 * @param shortened only of queries, feeds and queues
 * @param repeated only of feeds and queues
 * @param lags only of reads that may
 */
public record FaultRates(
        double throttled,
        double requestLost,
        double answerLost,
        double happensLate,
        double deaths,
        double shortened,
        double repeated,
        double lags) {
    public FaultRates {
        double sum = throttled + requestLost + answerLost + happensLate + deaths + shortened + repeated + lags;
        if (!(Math.min(
                                Math.min(Math.min(throttled, requestLost), Math.min(answerLost, happensLate)),
                                Math.min(deaths, Math.min(shortened, Math.min(repeated, lags))))
                        >= 0
                && sum <= 1)) {
            throw new IllegalArgumentException("rates are from 0 on and together at most 1, not " + sum);
        }
    }

    public static FaultRates none() {
        return new FaultRates(0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Every fault with the same rate. */
    public static FaultRates each(double rate) {
        return new FaultRates(rate, rate, rate, rate, rate, rate, rate, rate);
    }
}

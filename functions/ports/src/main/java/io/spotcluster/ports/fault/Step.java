package io.spotcluster.ports.fault;

/** Is called before every operation: where a simulation lets another process go on, kills this one, or turns a clock. */
@FunctionalInterface
public interface Step {
    void before(Operation operation);

    static Step none() {
        return _ -> {};
    }
}

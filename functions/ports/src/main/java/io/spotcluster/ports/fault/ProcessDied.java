package io.spotcluster.ports.fault;

/**
 * The process ends here. An Error, so that no handler which deals with failures goes on; only the simulation that plays the
 * machine catches it.
 */
public final class ProcessDied extends Error {
    private static final long serialVersionUID = 1;

    public ProcessDied(Operation operation) {
        super("died at: " + operation);
    }
}

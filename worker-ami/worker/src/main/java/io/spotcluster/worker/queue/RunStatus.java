package io.spotcluster.worker.queue;

/**
 * How a run stands.
 *
 * @param state {@code running} while it is ours
 * @param reason why it was resolved; the state, while it is not
 */
public record RunStatus(String state, String reason) {
    public boolean isRunning() {
        return state.equals("running");
    }
}

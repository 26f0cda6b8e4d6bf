package io.spotcluster.worker.process;

/** How a command ended. */
public sealed interface CommandEnd {
    /**
     * By itself.
     *
     * @param code its exit code; 128 + n, if signal n killed it
     */
    record Exited(int code, ResourceUse use) implements CommandEnd {}

    /** It was ended from outside, with everything that it had started. */
    record Stopped(ResourceUse use, ProcessFamily.End end) implements CommandEnd {}

    /** It could not be started. */
    record NotStarted(String why) implements CommandEnd {}
}

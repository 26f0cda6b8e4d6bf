package io.spotcluster.worker;

/** Why the program ended; the numbers are those of generic-worker. */
enum ExitCode {
    /** The configured number of tasks has run. */
    TASKS_COMPLETE(0),
    /** The configuration file cannot be read. */
    CANNOT_READ_CONFIGURATION(64),
    /** There was no task for the configured time. */
    IDLE(68),
    /** The worker cannot go on: its folder is in use or cannot be written, or its live log port is taken. */
    INTERNAL_ERROR(69),
    /** It was asked to stop. */
    SHUTDOWN(72),
    /** The configuration file says something that cannot be. */
    INVALID_CONFIGURATION(73);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}

package io.spotcluster.infra.cli;

/** How a command ended. */
enum ExitCode {
    DONE(0),
    /** CDK, CloudFormation or a step after it failed. */
    FAILED(1),
    /** The command line is wrong. */
    USAGE(2),
    /** Account, region, bootstrap, quota or tools are not as they must be; nothing was changed. */
    NOT_READY(3),
    /** The configuration file is not valid; nothing was changed. */
    INVALID_CONFIGURATION(4),
    /** The question was not answered with yes; nothing was changed. */
    NOT_CONFIRMED(5);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}

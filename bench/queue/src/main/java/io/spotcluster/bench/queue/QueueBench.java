package io.spotcluster.bench.queue;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the benches in this module. */
@Command(
        name = "queue-bench",
        mixinStandardHelpOptions = true,
        description = "The queue in one process.",
        subcommands = {CostBench.class, GraphBench.class, ClaimsBench.class})
public final class QueueBench {
    private QueueBench() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new QueueBench()).execute(arguments));
    }
}

package io.spotcluster.infra.cli;

import io.spotcluster.infra.configuration.ConfigurationException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** The entry point of the launcher's commands for AWS. */
@Command(
        name = "spotcluster",
        description = "Spotcluster in an AWS account.",
        subcommands = {DeployCommand.class, DiffCommand.class, DestroyCommand.class, SynthCommand.class})
public final class InfraMain implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    private InfraMain() {}

    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new InfraMain()).setExecutionExceptionHandler((exception, commandLine, _) -> {
            switch (exception) {
                case CommandFailed failed -> {
                    commandLine.getErr().println("spotcluster: " + failed.getMessage());
                    return failed.exitCode().number();
                }
                case ConfigurationException invalid -> {
                    commandLine.getErr().println("spotcluster: " + invalid.getMessage());
                    return ExitCode.INVALID_CONFIGURATION.number();
                }
                case SdkException refused -> {
                    commandLine.getErr().println("spotcluster: AWS: " + refused.getMessage());
                    return ExitCode.FAILED.number();
                }
                default -> {
                    exception.printStackTrace(commandLine.getErr());
                    return ExitCode.FAILED.number();
                }
            }
        });
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Name a command: deploy, diff, destroy or synth.");
    }
}

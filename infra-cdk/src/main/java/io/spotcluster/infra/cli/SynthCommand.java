package io.spotcluster.infra.cli;

import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.ConfigurationException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "synth",
        mixinStandardHelpOptions = true,
        description =
                "Writes the CloudFormation templates, and prints the folder that holds them. It needs no AWS account.")
final class SynthCommand implements Callable<Integer> {
    /** Stands for an account in templates that nobody deploys. */
    private static final String NO_ACCOUNT = "123456789012";

    @Mixin
    private ConfigurationOption configurationOption = new ConfigurationOption();

    @Option(names = "--account", paramLabel = "ID", description = "Default: that of the configuration, or an example.")
    private String account = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigurationException, CommandFailed {
        Configuration configuration = configurationOption.read();
        String used = account.isEmpty() ? configuration.account().orElse(NO_ACCOUNT) : account;
        spec.commandLine().getOut().println(Tools.ofLauncher().synthesize(configuration, used));
        return ExitCode.DONE.number();
    }
}

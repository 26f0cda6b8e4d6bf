package io.spotcluster.infra.cli;

import io.spotcluster.infra.configuration.ConfigurationException;
import io.spotcluster.infra.configuration.Wanted;
import java.util.Optional;
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

    @Option(
            names = "--account",
            paramLabel = "ID",
            description = {
                "For templates that go into this account: with the functions as they run there.",
                "Default: that of the configuration. Without either the templates are to be read only."
            })
    private String account = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigurationException, CommandFailed {
        Wanted wanted = configurationOption.read();
        Optional<String> into = account.isEmpty() ? wanted.configuration().account() : Optional.of(account);
        Tools tools = Tools.ofLauncher();
        RunnableFunctions functions =
                tools.functions(line -> spec.commandLine().getErr().println("  " + line));
        spec.commandLine()
                .getOut()
                .println(tools.synthesize(
                        wanted,
                        into.orElse(NO_ACCOUNT),
                        into.isPresent() ? functions.runnable() : functions.plain(),
                        Optional.empty()));
        return ExitCode.DONE.number();
    }
}

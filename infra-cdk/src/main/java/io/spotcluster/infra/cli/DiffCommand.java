package io.spotcluster.infra.cli;

import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.ConfigurationException;
import io.spotcluster.infra.configuration.Services;
import io.spotcluster.infra.configuration.Wanted;
import io.spotcluster.infra.functions.FunctionPackage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Shows what `deploy` would change.",
        footer = {"", "Exit codes: as of deploy."})
final class DiffCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOption configurationOption = new ConfigurationOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigurationException, CommandFailed {
        Wanted wanted = configurationOption.read();
        Configuration configuration = wanted.configuration();
        Tools tools = Tools.ofLauncher();
        try (Aws aws = new Aws()) {
            String account = Preflight.check(configuration, aws, this::say);
            FunctionPackage functions = tools.functions(this::say).runnable();
            Optional<String> secrets = wanted.services().secrets().isEmpty()
                    ? Optional.empty()
                    : Optional.of(aws.version(
                                    configuration.region(),
                                    Services.secretName(configuration.deployment()),
                                    wanted.services().secretText())
                            .orElse("new"));
            tools.cdkOrFail(List.of(
                    "diff",
                    "--all",
                    "--app",
                    tools.synthesize(wanted, account, functions, secrets).toString()));
        }
        return ExitCode.DONE.number();
    }

    private void say(String line) {
        spec.commandLine().getErr().println("  " + line);
    }
}

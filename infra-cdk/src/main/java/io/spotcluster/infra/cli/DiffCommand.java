package io.spotcluster.infra.cli;

import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.ConfigurationException;
import io.spotcluster.infra.functions.FunctionPackage;
import java.util.List;
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
        Configuration configuration = configurationOption.read();
        Tools tools = Tools.ofLauncher();
        try (Aws aws = new Aws()) {
            String account = Preflight.check(configuration, aws, this::say);
            FunctionPackage functions = tools.functions(this::say).runnable();
            tools.cdkOrFail(List.of(
                    "diff",
                    "--all",
                    "--app",
                    tools.synthesize(configuration, account, functions).toString()));
        }
        return ExitCode.DONE.number();
    }

    private void say(String line) {
        spec.commandLine().getErr().println("  " + line);
    }
}

package io.spotcluster.infra.cli;

import io.spotcluster.infra.Deployment;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.ConfigurationException;
import io.spotcluster.infra.configuration.Services;
import io.spotcluster.infra.configuration.Wanted;
import io.spotcluster.infra.data.DataStack;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "destroy",
        mixinStandardHelpOptions = true,
        description =
                "Removes a deployment of the size dev with everything that it holds. One of the size prod is refused.",
        footer = {"", "Exit codes: as of deploy; 5 not confirmed."})
final class DestroyCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOption configurationOption = new ConfigurationOption();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigurationException, CommandFailed {
        Wanted wanted = configurationOption.read();
        Configuration configuration = wanted.configuration();
        String name = configuration.deployment();
        if (configuration.size().keepsData()) {
            throw new CommandFailed(
                    ExitCode.NOT_READY,
                    "%s has the size prod, whose data is protected: docs/manual/aws/operations.md tells how to take it down by hand"
                            .formatted(name));
        }
        Tools tools = Tools.ofLauncher();
        try (Aws aws = new Aws()) {
            String account = Preflight.check(configuration, aws, this::say);
            if (!yes) {
                confirm(name, account);
            }
            String assembly = tools.synthesize(
                            wanted, account, tools.functions(this::say).plain(), Optional.empty())
                    .toString();
            // First who could write blobs, which are all the stacks that depend on the events; then the blobs; then the
            // rest.
            tools.cdkOrFail(List.of("destroy", Deployment.eventsStack(name), "--force", "--app", assembly));
            new MachineImages(configuration, account, "aws", this::say).remove(aws);
            aws.empty(configuration.region(), DataStack.blobBucketName(name, account, configuration.region()));
            tools.cdkOrFail(List.of("destroy", "--all", "--force", "--app", assembly));
            aws.forget(configuration.region(), Services.secretName(name));
        }
        return ExitCode.DONE.number();
    }

    private void say(String line) {
        spec.commandLine().getErr().println("  " + line);
    }

    private void confirm(String name, String account) throws CommandFailed {
        spec.commandLine()
                .getErr()
                .printf(
                        "This removes %s from account %s: all tasks, artifacts, clients and roles.%nType its name to go on: ",
                        name, account);
        spec.commandLine().getErr().flush();
        Scanner answers = new Scanner(System.in, Charset.defaultCharset());
        if (!answers.hasNextLine() || !answers.nextLine().strip().equals(name)) {
            throw new CommandFailed(ExitCode.NOT_CONFIRMED, "not confirmed; nothing was changed");
        }
    }
}

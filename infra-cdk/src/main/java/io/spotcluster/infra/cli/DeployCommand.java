package io.spotcluster.infra.cli;

import io.spotcluster.api.json.Json;
import io.spotcluster.infra.Deployment;
import io.spotcluster.infra.api.ApiStack;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.ConfigurationException;
import io.spotcluster.infra.configuration.Services;
import io.spotcluster.infra.configuration.Wanted;
import io.spotcluster.infra.data.DataStack;
import io.spotcluster.infra.events.Triggers;
import io.spotcluster.infra.functions.FunctionPackage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "deploy",
        mixinStandardHelpOptions = true,
        description = "Puts the platform into an AWS account, or brings it up to date.",
        sortOptions = false,
        footer = {
            "",
            "Exit codes: 0 done; 1 failed; 2 wrong command line; 3 account, region, bootstrap or tools are not ready;",
            "4 the configuration is not valid. With 2 to 4 nothing was changed."
        })
final class DeployCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOption configurationOption = new ConfigurationOption();

    @Option(names = "--bootstrap", description = "Run `cdk bootstrap` first, in each region: needed once.")
    private boolean bootstrap;

    @Option(names = "--json", description = "Tell the outcome as a JSON object on standard output.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigurationException, CommandFailed {
        Wanted wanted = configurationOption.read();
        Configuration configuration = wanted.configuration();
        Tools tools = Tools.ofLauncher();
        try (Aws aws = new Aws()) {
            if (bootstrap) {
                bootstrap(configuration, tools, aws);
            }
            String account = Preflight.check(configuration, aws, this::say);
            FunctionPackage functions = tools.functions(this::say).runnable();
            Optional<String> secrets = keepSecrets(wanted, aws);
            Path assembly = tools.synthesize(wanted, account, functions, secrets);
            Path outputs = assembly.resolve("outputs.json");
            MachineImages images = new MachineImages(configuration, account, "aws", this::say);
            images.beforeDeployment(aws);
            tools.cdkOrFail(List.of(
                    "deploy",
                    "--all",
                    "--app",
                    assembly.toString(),
                    "--require-approval",
                    "never",
                    "--outputs-file",
                    outputs.toString()));
            finish(configuration, account, Outputs.read(outputs), aws);
            images.afterDeployment(Outputs.read(outputs));
        }
        return ExitCode.DONE.number();
    }

    /**
     * Before the stacks, which name its version: functions of this deployment and of one that is rolled back to each find theirs.
     *
     * @return the version
     */
    private Optional<String> keepSecrets(Wanted wanted, Aws aws) {
        if (wanted.services().secrets().isEmpty()) {
            return Optional.empty();
        }
        String name = Services.secretName(wanted.configuration().deployment());
        say("secrets of the services: " + name);
        return Optional.of(aws.keep(
                wanted.configuration().region(), name, wanted.services().secretText()));
    }

    private void bootstrap(Configuration configuration, Tools tools, Aws aws) throws CommandFailed {
        String account = aws.account(configuration.region());
        List<String> arguments = new ArrayList<>(List.of("bootstrap"));
        configuration.allRegions().forEach(region -> arguments.add("aws://%s/%s".formatted(account, region)));
        tools.cdkOrFail(arguments);
    }

    /** What the functions must have done once before the first request, and what the operator wants to know. */
    private void finish(Configuration configuration, String account, Outputs outputs, Aws aws) throws CommandFailed {
        String name = configuration.deployment();
        aws.call(configuration.region(), outputs.of(Deployment.apiStack(name), Triggers.CALLED_AT_DEPLOYMENT));
        String rootUrl = outputs.of(Deployment.apiStack(name), ApiStack.ROOT_URL);
        String secret = DataStack.rootTokenName(name);
        if (json) {
            Map<String, String> outcome = new LinkedHashMap<>();
            outcome.put("deployment", name);
            outcome.put("account", account);
            outcome.put("region", configuration.region());
            outcome.put("rootUrl", rootUrl);
            outcome.put("apiEndpoint", outputs.of(Deployment.apiStack(name), ApiStack.API_ENDPOINT));
            outcome.put("rootClientId", DataStack.ROOT_CLIENT);
            outcome.put("rootTokenSecret", secret);
            spec.commandLine().getOut().println(Json.write(outcome));
        } else {
            spec.commandLine().getOut().println("""

                            Spotcluster is at %s

                            To be its root client, which may do everything:
                              export TASKCLUSTER_ROOT_URL=%s
                              export TASKCLUSTER_CLIENT_ID=%s
                              export TASKCLUSTER_ACCESS_TOKEN="$(aws secretsmanager get-secret-value --region %s --secret-id %s --query SecretString --output text)"
                            """.formatted(
                    rootUrl, rootUrl, DataStack.ROOT_CLIENT, configuration.region(), secret).stripTrailing());
        }
    }

    private void say(String line) {
        spec.commandLine().getErr().println("  " + line);
    }
}

package io.spotcluster.infra.cli;

import io.spotcluster.infra.Deployment;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.Wanted;
import io.spotcluster.infra.functions.FunctionPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awscdk.App;

/**
 * Where the launcher put what the commands work with.
 *
 * @param home the repository
 */
record Tools(Path home) {
    static Tools ofLauncher() {
        return new Tools(Path.of(System.getProperty("spotcluster.home", "")).toAbsolutePath());
    }

    /** @param say takes lines about the progress */
    RunnableFunctions functions(Consumer<String> say) {
        return new RunnableFunctions(home, say);
    }

    /**
     * Writes all templates and the files that they name.
     *
     * @param secrets the version of the secret with the services' secrets; the newest, if absent
     */
    Path synthesize(Wanted wanted, String account, FunctionPackage functions, Optional<String> secrets)
            throws CommandFailed {
        Configuration configuration = wanted.configuration();
        Path bundles = home.resolve("worker-ami/target");
        if (configuration.workers().isPresent() && !Files.isRegularFile(Deployment.bundle(bundles))) {
            throw new CommandFailed(
                    ExitCode.FAILED, "the worker's bundle is not there: %s".formatted(Deployment.bundle(bundles)));
        }
        Path output = home.resolve(".spotcluster/cdk.out").resolve(configuration.deployment());
        FunctionPackage configured = functions.telling(
                wanted.delivery(secrets),
                home.resolve(".spotcluster/functions").resolve(configuration.deployment() + ".zip"));
        App app = Deployment.app(output);
        Deployment.of(app, configuration, wanted.services(), account, configured, bundles);
        app.synth();
        return output;
    }

    /** Runs CDK's command line. */
    void cdkOrFail(List<String> arguments) throws CommandFailed {
        List<String> line = new ArrayList<>(
                List.of(home.resolve(".spotcluster/cdk/node_modules/.bin/cdk").toString()));
        line.addAll(arguments);
        int code = new OtherProgram(line)
                .with("CDK_DISABLE_VERSION_CHECK", "1")
                .with("CDK_DISABLE_CLI_TELEMETRY", "true")
                .run();
        if (code != 0) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    "cdk %s ended with %d; what it said is above".formatted(arguments.getFirst(), code));
        }
    }
}

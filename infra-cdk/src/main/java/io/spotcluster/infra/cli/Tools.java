package io.spotcluster.infra.cli;

import io.spotcluster.infra.Deployment;
import io.spotcluster.infra.configuration.Architecture;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.functions.FunctionPackage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;

/**
 * Where the launcher put what the commands work with.
 *
 * @param home the repository
 */
record Tools(Path home) {
    private static final String PLAIN = "spotcluster-functions.zip";
    private static final String WITH_RUNTIME = "spotcluster-functions-with-runtime.zip";

    static Tools ofLauncher() {
        return new Tools(Path.of(System.getProperty("spotcluster.home", "")).toAbsolutePath());
    }

    /**
     * Lambda has no Java for functions that bring their own runtime; an AWS stand-in on this machine runs them with the
     * machine's.
     *
     * @throws CommandFailed if the functions are to run in an account and have no runtime in their package
     */
    void requireRunnableFunctions() throws CommandFailed {
        if (System.getenv("AWS_ENDPOINT_URL") == null && !hasRuntime()) {
            throw new CommandFailed(
                    ExitCode.NOT_READY,
                    "the functions' package has no Java runtime yet: make it with `.ci/ministack` and"
                            + " `.spotcluster/venv/bin/python functions/lambda/with_runtime.py`, see docs/manual/aws/deploy.md");
        }
    }

    /** A package of an earlier build does not count. */
    private boolean hasRuntime() {
        File plain = functions(PLAIN).toFile();
        File whole = functions(WITH_RUNTIME).toFile();
        return whole.isFile() && whole.lastModified() >= plain.lastModified();
    }

    private Path functions(String zip) {
        return home.resolve("functions/lambda/target").resolve(zip);
    }

    /** Writes all templates and the files that they name. */
    Path synthesize(Configuration configuration, String account) throws CommandFailed {
        Path zip = hasRuntime() ? functions(WITH_RUNTIME) : functions(PLAIN);
        if (!Files.isRegularFile(zip)) {
            throw new CommandFailed(ExitCode.FAILED, "the functions' package is not there: %s".formatted(zip));
        }
        Path bundles = home.resolve("worker-ami/target");
        if (configuration.workers().isPresent()) {
            Architecture architecture = configuration.workers().get().architecture();
            if (!Files.isRegularFile(Deployment.bundle(bundles, architecture))) {
                throw new CommandFailed(
                        ExitCode.NOT_READY,
                        "the worker for %s is not there: make it with `mvn -pl worker-ami/worker -am package -DskipTests` and `worker-ami/bundle`, see docs/manual/aws/machines.md"
                                .formatted(architecture.text()));
            }
        }
        Path output = home.resolve(".spotcluster/cdk.out").resolve(configuration.deployment());
        App app = Deployment.app(output);
        Deployment.of(app, configuration, account, new FunctionPackage(zip, Architecture.ofThisMachine()), bundles);
        app.synth();
        return output;
    }

    /**
     * Runs CDK's command line; what it says goes to standard error.
     *
     * @return its exit code
     */
    int cdk(List<String> arguments) throws CommandFailed {
        List<String> command = new ArrayList<>(
                List.of(home.resolve(".spotcluster/cdk/node_modules/.bin/cdk").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        // Its output is for people; ours, on standard output, may be for programs.
        builder.redirectOutput(Path.of("/dev/stderr").toFile());
        builder.environment().putAll(Map.of("CDK_DISABLE_VERSION_CHECK", "1", "CDK_DISABLE_CLI_TELEMETRY", "true"));
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.NOT_READY, "the CDK command line does not start: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(ExitCode.FAILED, "interrupted");
        }
    }

    void cdkOrFail(List<String> arguments) throws CommandFailed {
        int code = cdk(arguments);
        if (code != 0) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    "cdk %s ended with %d; what it said is above".formatted(arguments.getFirst(), code));
        }
    }
}

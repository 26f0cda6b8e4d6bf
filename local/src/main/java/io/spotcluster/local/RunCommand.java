package io.spotcluster.local;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiException;
import io.spotcluster.local.demo.DisplayKind;
import io.spotcluster.local.demo.GraphRun;
import io.spotcluster.local.deployment.Deployment;
import io.spotcluster.local.graph.TaskGraph;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a task graph on a deployment that is there already. */
@Command(
        name = "run",
        description = {
            "Creates the tasks of a graph on the deployment that TASKCLUSTER_ROOT_URL, TASKCLUSTER_CLIENT_ID and",
            "TASKCLUSTER_ACCESS_TOKEN name, shows how they go, and saves their artifacts. Breaking it off leaves the tasks as they are.",
            "Ends with 0 only if all tasks completed, 1 if not, 2 for wrong arguments, 3 if the deployment refused or did not answer."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RunCommand implements Callable<Integer> {
    private static final int REFUSED = 3;

    private final Map<String, String> environment;

    @Mixin
    private final GraphOption graphOption = new GraphOption("machines");

    @Option(
            names = "--task-queue",
            paramLabel = "ID",
            description = "Of the tasks that name none; ${DEFAULT-VALUE} if not given.",
            defaultValue = "aws/fixed")
    private String taskQueueId = "";

    @Option(
            names = "--artifacts",
            paramLabel = "FOLDER",
            description = "Where to save artifacts; a new temporary folder if not given.")
    private Optional<Path> artifacts = Optional.empty();

    @Option(
            names = "--look-every",
            paramLabel = "SECONDS",
            description = "Time between two looks at the tasks; ${DEFAULT-VALUE} if not given.",
            defaultValue = "3")
    private int lookEvery;

    @Option(names = "--json", description = "Print a JSON object for each change, for programs.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    /** In the environment of the process. */
    RunCommand() {
        this(System.getenv());
    }

    RunCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Instant began = Instant.now();
        if (lookEvery < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--look-every is %d; 1 or more was expected".formatted(lookEvery));
        }
        TaskGraph graph = graphOption.read(spec);
        PrintWriter out = spec.commandLine().getOut();
        try (Deployment deployment = deployment()) {
            Credentials credentials = deployment
                    .credentials()
                    .orElseThrow(
                            () -> new ParameterException(
                                    spec.commandLine(),
                                    "TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN are not set, and nobody may create tasks without"));
            Path folder = folder();
            GraphRun run =
                    new GraphRun(deployment.client(), credentials, Duration.ofSeconds(lookEvery), Clock.systemUTC());
            boolean completed = run.run(
                    graph,
                    taskQueueId,
                    folder,
                    _ -> "",
                    json ? DisplayKind.PROGRAMS : DisplayKind.PEOPLE,
                    Terminals.of(out),
                    began);
            return completed ? 0 : 1;
        } catch (ApiException e) {
            spec.commandLine().getErr().println("spotcluster: " + e.getMessage());
            return REFUSED;
        } catch (IOException e) {
            spec.commandLine().getErr().println("spotcluster: the deployment did not answer: " + e.getMessage());
            return REFUSED;
        }
    }

    /** Made before any task is. */
    private Path folder() {
        try {
            return artifacts.isPresent()
                    ? Files.createDirectories(artifacts.get())
                    : Files.createTempDirectory("spotcluster-run-");
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "--artifacts: the folder cannot be made: %s".formatted(e.getMessage()), e);
        }
    }

    private Deployment deployment() {
        try {
            return Deployment.of(environment);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}

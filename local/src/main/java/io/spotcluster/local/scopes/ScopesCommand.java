package io.spotcluster.local.scopes;

import io.spotcluster.api.client.ApiException;
import io.spotcluster.local.deployment.Deployment;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who may do what, and why. */
@Command(
        name = "scopes",
        description = {
            "Asks a deployment why somebody may do something, and who would gain what by a change.",
            "It reads TASKCLUSTER_ROOT_URL, TASKCLUSTER_CLIENT_ID, TASKCLUSTER_ACCESS_TOKEN and TASKCLUSTER_CERTIFICATE."
        },
        mixinStandardHelpOptions = true,
        subcommands = {ExplainCommand.class, ReachCommand.class})
public final class ScopesCommand implements Callable<Integer> {
    /** The answer is no: not satisfied; or yes, somebody gains. */
    static final int NOTEWORTHY = 1;

    /** The deployment refused, or did not answer. */
    static final int FAILED = 3;

    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    /** In the environment of the process. */
    public ScopesCommand() {
        this(System.getenv());
    }

    ScopesCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Name a command: explain or reach.");
    }

    /** What a subcommand does with the deployment; the result is its exit code. */
    @FunctionalInterface
    interface Question {
        int ask(Deployment deployment) throws IOException, InterruptedException;
    }

    /** Runs the {@code question} of a subcommand, and turns what goes wrong into a message and an exit code. */
    int ask(CommandSpec asking, Question question) throws InterruptedException {
        Deployment deployment;
        try {
            deployment = Deployment.of(environment);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(asking.commandLine(), String.valueOf(e.getMessage()), e);
        }
        try (deployment) {
            return question.ask(deployment);
        } catch (ApiException e) {
            asking.commandLine()
                    .getErr()
                    .println("spotcluster: %s: %s"
                            .formatted(e.code().isEmpty() ? "HTTP " + e.status() : e.code(), e.explanation()));
            return FAILED;
        } catch (IOException e) {
            asking.commandLine().getErr().println("spotcluster: the deployment did not answer: " + e.getMessage());
            return FAILED;
        }
    }
}

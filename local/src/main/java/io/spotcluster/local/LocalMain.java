package io.spotcluster.local;

import io.spotcluster.local.scopes.ScopesCommand;
import io.spotcluster.local.server.Version;
import io.spotcluster.worker.WorkerMain;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point of everything that {@code ./spotcluster} starts. */
@Command(
        name = "spotcluster",
        description = "A wire-compatible Taskcluster on this machine.",
        mixinStandardHelpOptions = true,
        versionProvider = LocalMain.VersionText.class,
        subcommands = {
            DemoCommand.class,
            LocalCommand.class,
            RotateKeyCommand.class,
            RunCommand.class,
            ScopesCommand.class,
            TrainCommand.class
        })
public final class LocalMain implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    private LocalMain() {}

    public static void main(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals("worker")) {
            WorkerMain.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new LocalMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, commandLine, _) -> {
                    if (exception instanceof IOException) {
                        commandLine.getErr().println("spotcluster: " + exception.getMessage());
                    } else {
                        exception.printStackTrace(commandLine.getErr());
                    }
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Name a command: demo, local, run, scopes or worker.");
    }

    static final class VersionText implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"spotcluster " + Version.text()};
        }
    }
}

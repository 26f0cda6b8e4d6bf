package io.spotcluster.local;

import io.spotcluster.auth.clients.KeyFile;
import io.spotcluster.local.server.DataFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Gives an instance, which may be running, a new key for access tokens. */
@Command(
        name = "rotate-key",
        description =
                "Adds a new key for the access tokens of an instance, which takes it up within half a minute, or when"
                        + " it is started next; then --retire takes out those that are not needed any more.",
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class RotateKeyCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", description = "Where the instance keeps everything.")
    private Path data = Path.of(".spotcluster", "data");

    @Option(
            names = "--retire",
            description = "Take out the keys with which nothing is encrypted any more, instead of adding one.")
    private boolean retire;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path path = data.resolve(DataFolder.TOKEN_KEY);
        if (!Files.exists(path)) {
            throw new ParameterException(
                    spec.commandLine(), "--data is '%s', where no instance has a key file".formatted(data));
        }
        KeyFile file = KeyFile.open(path);
        PrintWriter out = spec.commandLine().getOut();
        if (!retire) {
            file.addNewest();
            out.println("A new key was added. Keep the file in your backups: %s".formatted(path));
            return 0;
        }
        KeyFile.Retired retired = file.retireUnused();
        out.println("%d keys were taken out.".formatted(retired.takenOut()));
        if (retired.stillNeeded() > 0) {
            out.println("%d older keys are still needed: let the instance run for a minute, and repeat this."
                    .formatted(retired.stillNeeded()));
            return 1;
        }
        return 0;
    }
}

package io.spotcluster.infra.cli;

import io.spotcluster.infra.configuration.ConfigurationException;
import io.spotcluster.infra.configuration.Wanted;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which configuration a command is about. */
final class ConfigurationOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "deployment.json",
            description = {
                "What to deploy: a JSON file, described in docs/manual/aws/configuration.md.",
                "Default: ${DEFAULT-VALUE}; region and size are all it must have."
            })
    private Path file = Path.of("deployment.json");

    Wanted read() throws ConfigurationException, CommandFailed {
        try {
            return Wanted.read(file, System.getenv());
        } catch (NoSuchFileException e) {
            throw new CommandFailed(ExitCode.INVALID_CONFIGURATION, """
                    there is no file %s. To try things, this is enough:
                      {"region": "us-east-1", "size": "dev"}""".formatted(file.toAbsolutePath()));
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.INVALID_CONFIGURATION, "cannot read %s: %s".formatted(file, e));
        }
    }
}

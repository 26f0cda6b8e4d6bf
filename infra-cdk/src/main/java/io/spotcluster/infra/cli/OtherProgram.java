package io.spotcluster.infra.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Another program. What it says goes to standard error: its output is for people, ours on standard output may be for programs.
 *
 * @param line the program with its arguments
 * @param environment beside our own
 * @param seesAws whether it has our variables that begin with {@code AWS_}
 */
record OtherProgram(List<String> line, Map<String, String> environment, boolean seesAws) {
    OtherProgram {
        line = List.copyOf(line);
        environment = Map.copyOf(environment);
    }

    OtherProgram(List<String> line) {
        this(line, Map.of(), true);
    }

    OtherProgram with(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return new OtherProgram(line, more, seesAws);
    }

    OtherProgram withoutAws() {
        return new OtherProgram(line, environment, false);
    }

    /**
     * Waits for its end.
     *
     * @return its exit code
     */
    int run() throws CommandFailed {
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        builder.redirectOutput(Path.of("/dev/stderr").toFile());
        if (!seesAws) {
            builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        }
        builder.environment().putAll(environment);
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new CommandFailed(
                    ExitCode.NOT_READY, "%s does not start: %s".formatted(line.getFirst(), e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(ExitCode.FAILED, "interrupted");
        }
    }
}

package io.spotcluster.infra.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Another program. What it says to people goes to standard error: ours on standard output may be for programs.
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
        return waitFor(start(
                builder().inheritIO().redirectOutput(Path.of("/dev/stderr").toFile())));
    }

    /**
     * Waits for its end.
     *
     * @return what it wrote to standard output
     * @throws CommandFailed also when it ends with another exit code than 0; why, it has said on standard error
     */
    String output() throws CommandFailed {
        return output(ProcessBuilder.Redirect.INHERIT);
    }

    /** As {@link #output}, for who can do without an answer: nobody is told why there is none. */
    String outputIfAny() throws CommandFailed {
        return output(ProcessBuilder.Redirect.DISCARD);
    }

    private String output(ProcessBuilder.Redirect errors) throws CommandFailed {
        Process process =
                start(builder().redirectInput(ProcessBuilder.Redirect.INHERIT).redirectError(errors));
        String output;
        try (InputStream stream = process.getInputStream()) {
            output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandFailed(
                    ExitCode.FAILED, "cannot read what %s says: %s".formatted(line.getFirst(), e.getMessage()));
        }
        int code = waitFor(process);
        if (code != 0) {
            throw new CommandFailed(ExitCode.FAILED, "%s ended with %d".formatted(line.getFirst(), code));
        }
        return output;
    }

    private ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(line);
        if (!seesAws) {
            builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        }
        builder.environment().putAll(environment);
        return builder;
    }

    private Process start(ProcessBuilder builder) throws CommandFailed {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new CommandFailed(
                    ExitCode.NOT_READY, "%s does not start: %s".formatted(line.getFirst(), e.getMessage()));
        }
    }

    private static int waitFor(Process process) throws CommandFailed {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(ExitCode.FAILED, "interrupted");
        }
    }
}

package io.spotcluster.local;

import io.spotcluster.local.graph.InvalidTaskGraphException;
import io.spotcluster.local.graph.TaskGraph;
import io.spotcluster.local.graph.TaskGraphReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which graph a command runs. */
final class GraphOption {
    private final String example;

    @Option(names = "--graph", paramLabel = "FILE", description = "Another graph: see docs/manual/task-graphs.md.")
    private Optional<Path> file = Optional.empty();

    /** @param example folder below {@code examples/} of the graph that is run unless another is named */
    GraphOption(String example) {
        this.example = example;
    }

    TaskGraph read(CommandSpec spec) throws IOException {
        Path graph = file.orElseGet(() -> Path.of(System.getProperty("spotcluster.home", ""))
                .resolve("examples")
                .resolve(example)
                .resolve("graph.yml"));
        if (!Files.isReadable(graph)) {
            throw new ParameterException(
                    spec.commandLine(), "There is no graph to read at %s".formatted(graph.toAbsolutePath()));
        }
        try {
            return TaskGraphReader.read(graph);
        } catch (InvalidTaskGraphException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}

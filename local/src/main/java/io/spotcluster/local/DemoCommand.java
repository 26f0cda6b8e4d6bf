package io.spotcluster.local;

import io.spotcluster.local.demo.Demo;
import io.spotcluster.local.demo.DisplayKind;
import io.spotcluster.local.graph.TaskGraph;
import io.spotcluster.local.server.DataFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a task graph on a private instance and shows how it goes. */
@Command(
        name = "demo",
        description = {
            "Runs the example graph on a private instance, on a free port and in a temporary folder, and shows how it goes.",
            "Ends with 0 only if all tasks completed."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {
    private static final Duration LONGEST_END = Duration.ofMillis(4800);

    @Mixin
    private final GraphOption graphOption = new GraphOption("demo");

    @Option(names = "--keep", description = "Keep the instance's data: store, logs, task folders.")
    private boolean keep;

    @Option(names = "--json", description = "Print a JSON object for each change, for programs.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Instant began = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        PrintWriter out = spec.commandLine().getOut();
        TaskGraph graph = graphOption.read(spec);
        Path folder = Files.createTempDirectory("spotcluster-demo-");
        Logging.alsoTo(DataFolder.open(Demo.data(folder)).serverLog());
        Demo demo = Demo.start(folder, keep, Clock.systemUTC());
        Thread breakOff = endWithTheProcess(demo);
        try {
            boolean completed =
                    demo.run(graph, json ? DisplayKind.PROGRAMS : DisplayKind.PEOPLE, Terminals.of(out), began);
            return completed ? 0 : 1;
        } finally {
            demo.close();
            stand(breakOff);
        }
    }

    private static Thread endWithTheProcess(Demo demo) {
        Thread hook = new Thread(() -> {
            Thread closing = Thread.ofPlatform().daemon().start(() -> {
                try {
                    demo.close();
                } catch (IOException e) {
                    System.err.println("spotcluster: " + e.getMessage());
                }
            });
            try {
                if (!closing.join(LONGEST_END)) {
                    Runtime.getRuntime().halt(1);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private static void stand(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is going down, and the hook runs already.
            return;
        }
    }
}

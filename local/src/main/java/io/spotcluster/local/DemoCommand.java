package io.spotcluster.local;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs a task graph on a private instance and shows how it goes. */
@Command(
        name = "demo",
        description = "Runs the example graph on a private instance, and shows how it goes.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}

package io.spotcluster.local.workers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How this program is started once more.
 *
 * @param java the executable
 * @param flags of the virtual machine
 */
public record JavaCommand(Path java, List<String> flags, String classPath, String mainClass) {
    public JavaCommand {
        flags = List.copyOf(flags);
    }

    /** The virtual machine and class path that run now, with little memory, and the start-up cache of workers if there is one. */
    public static JavaCommand forWorkers() {
        List<String> flags = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-XX:MaxMetaspaceSize=96m",
                "-Xss512k",
                "--enable-native-access=ALL-UNNAMED"));
        String distribution = System.getProperty("spotcluster.dist", "");
        Path cache = Path.of(distribution, "worker.aot");
        if (!distribution.isEmpty() && Files.exists(cache)) {
            flags.addFirst("-XX:AOTCache=" + cache);
        }
        return new JavaCommand(
                javaHome().resolve("bin").resolve("java"),
                flags,
                System.getProperty("java.class.path"),
                "io.spotcluster.local.LocalMain");
    }

    static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    List<String> line(List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(java.toString());
        line.addAll(flags);
        line.add("-cp");
        line.add(classPath);
        line.add(mainClass);
        line.addAll(arguments);
        return line;
    }
}

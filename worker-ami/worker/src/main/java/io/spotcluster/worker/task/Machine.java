package io.spotcluster.worker.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What a log's reader wants to know of the machine. Read once, when the worker starts.
 *
 * @param processors with their model, where it is known
 * @param memory of the whole machine
 */
public record Machine(
        String hostName, String operatingSystem, String processors, String memory, String java, String workerVersion) {
    public static Machine current() {
        return new Machine(
                readHostName(),
                "%s %s %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")),
                readProcessors(),
                readMemory(),
                "%s %s"
                        .formatted(System.getProperty("java.vendor.version", ""), System.getProperty("java.version"))
                        .strip(),
                readVersion());
    }

    /** Without asking a name server, where the system can tell. */
    private static String readHostName() {
        return firstLine("/proc/sys/kernel/hostname", "")
                .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
                .orElseGet(() -> {
                    try {
                        return InetAddress.getLocalHost().getHostName();
                    } catch (UnknownHostException e) {
                        return "unknown";
                    }
                });
    }

    private static String readProcessors() {
        int count = Runtime.getRuntime().availableProcessors();
        String model = firstLine("/proc/cpuinfo", "model name")
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")))
                .orElse(System.getProperty("os.arch") + " processors");
        return count + " × " + model;
    }

    private static String readMemory() {
        return firstLine("/proc/meminfo", "MemTotal:")
                .map(line -> line.replaceAll("\\D", ""))
                .map(kilobytes -> String.format(Locale.ROOT, "%.1f GB memory", Long.parseLong(kilobytes) * 1024 / 1e9))
                .orElse("memory unknown");
    }

    private static Optional<String> firstLine(String file, String start) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(start)).findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static String readVersion() {
        Properties properties = new Properties();
        try (InputStream in = Machine.class.getResourceAsStream("/io/spotcluster/worker/worker.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            // Without the resource the version is unknown, like that of a build without one.
        }
        return properties.getProperty("version", "unknown");
    }
}

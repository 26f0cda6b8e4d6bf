package io.spotcluster.bench.load;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.base.Bytes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * An instance of its own for the bench: on a free port, with a temporary folder, ended and removed at the end. What it costs
 * is told by the operating system, so this needs Linux.
 */
final class Server implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    /** Ticks a second of the times in /proc, on every Linux that matters here. */
    private static final double TICKS = 100;

    /** Where a server's CPU time goes, by the names of its threads. */
    enum Part {
        /** Requests, and what the change feed's records lead to: both run on virtual threads. */
        HANDLERS("request and feed handlers (virtual threads)", "ForkJoinPool-", "VirtualThread-u"),
        NETWORK("network (Netty)", "default-eventLo", "default-nioEven"),
        STORE("store's writer and checkpoints", "store-"),
        LOOPS("feed readers, sweeper", "feed of ", "queue's work", "sweeper"),
        JIT("JIT compiler", "C1 Compiler", "C2 Compiler", "Sweeper thread"),
        GC("garbage collector and VM", "GC Thread", "G1 ", "VM Thread", "ParGC", "VM Periodic"),
        REST("everything else");

        final String title;
        private final String beginnings;

        Part(String title, String... beginnings) {
            this.title = title;
            this.beginnings = String.join("|", beginnings);
        }

        static Part of(String thread) {
            return Stream.of(values())
                    .filter(part -> part != REST
                            && Stream.of(part.beginnings.split("\\|", -1)).anyMatch(thread::startsWith))
                    .findFirst()
                    .orElse(REST);
        }
    }

    /**
     * What the process has used since its start.
     *
     * @param cpu in seconds; threads that have ended count as {@link Part#REST}
     * @param allocated bytes
     */
    record Usage(double cpu, Map<Part, Double> parts, long allocated) {
        Usage since(Usage before) {
            Map<Part, Double> difference = new EnumMap<>(Part.class);
            parts.forEach((part, seconds) -> difference.put(part, seconds - before.parts.getOrDefault(part, 0.0)));
            return new Usage(cpu - before.cpu, difference, allocated - before.allocated);
        }

        double cpu(Part part) {
            return parts.getOrDefault(part, 0.0);
        }
    }

    private final Process process;
    private final Path folder;
    private final URI root;
    private final Credentials credentials;
    private final Duration startedIn;
    private Optional<JMXConnector> management = Optional.empty();

    private Server(Process process, Path folder, URI root, Credentials credentials, Duration startedIn) {
        this.process = process;
        this.folder = folder;
        this.root = root;
        this.credentials = credentials;
        this.startedIn = startedIn;
    }

    /**
     * Starts one, and returns at its first answer.
     *
     * @param launcher the command {@code spotcluster}
     * @param folder a new one, on a disk: durable writes are what is measured
     */
    static Server start(Path launcher, Path folder) throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        ProcessBuilder command = new ProcessBuilder(
                launcher.toString(), "local", "--workers", "none", "--port", "0", "--data", data.toString());
        command.redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.out").toFile());
        long begin = System.nanoTime();
        Process process = command.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        try {
            while (System.nanoTime() - begin < START.toNanos()) {
                Thread.sleep(2);
                if (!process.isAlive()) {
                    throw new IOException("the server ended: " + Files.readString(folder.resolve("server.out")));
                }
                Map<String, String> environment = environment(data.resolve("env.sh"));
                if (!environment.isEmpty()) {
                    URI root = URI.create(environment.getOrDefault("TASKCLUSTER_ROOT_URL", ""));
                    try (Connection connection = new Connection(root)) {
                        URI ping = URI.create(root + "/api/queue/v1/ping");
                        if (connection.call("GET", ping, "", Bytes.EMPTY).status() == 200) {
                            return new Server(
                                    process,
                                    folder,
                                    root,
                                    Credentials.of(
                                            environment.getOrDefault("TASKCLUSTER_CLIENT_ID", ""),
                                            environment.getOrDefault("TASKCLUSTER_ACCESS_TOKEN", "")),
                                    Duration.ofNanos(System.nanoTime() - begin));
                        }
                    }
                }
            }
            throw new IOException("the server gave no answer within " + START);
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static Map<String, String> environment(Path file) throws IOException {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("export "))
                    .map(line -> line.substring("export ".length()).split("=", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].replace("'", "")));
        } catch (NoSuchFileException e) {
            return Map.of();
        }
    }

    URI root() {
        return root;
    }

    Credentials credentials() {
        return credentials;
    }

    /** From the call of the launcher to the first answer. */
    Duration startedIn() {
        return startedIn;
    }

    /** Resident memory, in megabytes. */
    double megabytes() throws IOException {
        return Files.readAllLines(proc().resolve("status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum()
                / 1000.0;
    }

    /** From the first call on, the server also has the few threads of its management agent, which listens on loopback. */
    Usage usage() throws IOException {
        Map<Part, Double> parts = new EnumMap<>(Part.class);
        List<Path> threads;
        try (Stream<Path> found = Files.list(proc().resolve("task"))) {
            threads = found.toList();
        }
        for (Path thread : threads) {
            try {
                String stat = Files.readString(thread.resolve("stat"));
                parts.merge(Part.of(name(stat)), seconds(stat), Double::sum);
            } catch (IOException e) {
                // It has ended meanwhile.
            }
        }
        double cpu = seconds(Files.readString(proc().resolve("stat")));
        double known = parts.values().stream().mapToDouble(Double::doubleValue).sum();
        parts.merge(Part.REST, cpu - known, Double::sum);
        return new Usage(cpu, parts, allocated());
    }

    private static String name(String stat) {
        return stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    }

    /** User and system time. */
    private static double seconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    private Path proc() {
        return Path.of("/proc", Long.toString(process.pid()));
    }

    @SuppressWarnings("BanJNDI") // the address is that of our own child process
    private long allocated() throws IOException {
        try {
            if (management.isEmpty()) {
                VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
                String address = machine.startLocalManagementAgent();
                machine.detach();
                management = Optional.of(JMXConnectorFactory.connect(new JMXServiceURL(address)));
            }
            return ManagementFactory.newPlatformMXBeanProxy(
                            management.get().getMBeanServerConnection(),
                            ManagementFactory.THREAD_MXBEAN_NAME,
                            ThreadMXBean.class)
                    .getTotalThreadAllocatedBytes();
        } catch (AttachNotSupportedException e) {
            throw new IOException("the server's virtual machine cannot be asked", e);
        }
    }

    /** Ends it and removes its folder. */
    @Override
    public void close() throws IOException {
        if (management.isPresent()) {
            management.get().close();
        }
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(folder)) {
            found.sorted(Comparator.reverseOrder()).forEach(files::add);
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}

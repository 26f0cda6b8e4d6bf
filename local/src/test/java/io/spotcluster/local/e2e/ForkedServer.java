package io.spotcluster.local.e2e;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.api.client.RetryRule;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code spotcluster local} in a process of its own, and its workers. Closing it leaves none of them behind. */
final class ForkedServer implements AutoCloseable {
    /** How a process ended, and what it had to say. */
    record End(int exitCode, String console) {}

    private static final int HANG_SECONDS = 90;

    private final Process process;
    private final Path data;
    private final Path console;

    private ForkedServer(Process process, Path data, Path console) {
        this.process = process;
        this.data = data;
        this.console = console;
    }

    /**
     * Returns when the server is ready.
     *
     * @param port 0 for a free one
     * @param workers a number, or {@code none}
     */
    static ForkedServer start(Path data, int port, String workers) throws Exception {
        // What an earlier instance left behind would tell us that this one is ready.
        Files.deleteIfExists(data.resolve("env.sh"));
        ForkedServer server = fork(data, port, "--workers", workers);
        try {
            Waiting.until("the server is ready", () -> {
                if (!server.process.isAlive()) {
                    throw new AssertionError("the server ended: " + Files.readString(server.console));
                }
                return Files.exists(server.environmentFile());
            });
            return server;
        } catch (Exception | AssertionError e) {
            server.close();
            throw e;
        }
    }

    /** For a start that is to be refused. */
    static End endOf(Path data, int port, String... options) throws Exception {
        try (ForkedServer server = fork(data, port, options)) {
            return server.end();
        }
    }

    private static ForkedServer fork(Path data, int port, String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.spotcluster.local.LocalMain",
                "local",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString()));
        line.addAll(List.of(options));
        Path console = Files.createTempFile("spotcluster-server-", ".log");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        return new ForkedServer(process, data, console);
    }

    Path environmentFile() {
        return data.resolve("env.sh");
    }

    String rootUrl() throws IOException {
        return exported("ROOT_URL");
    }

    int port() throws IOException {
        return URI.create(rootUrl()).getPort();
    }

    Credentials root() throws IOException {
        return Credentials.of(exported("CLIENT_ID"), exported("ACCESS_TOKEN"));
    }

    /** Without retries: a test wants to know of each answer. */
    ApiClient client() throws IOException {
        return new ApiClient(rootUrl(), RetryRule.NEVER, Clock.systemUTC());
    }

    private String exported(String name) throws IOException {
        Matcher line = Pattern.compile("export TASKCLUSTER_" + name + "='([^']*)'")
                .matcher(Files.readString(environmentFile()));
        if (!line.find()) {
            throw new AssertionError("env.sh has no " + name);
        }
        return line.group(1);
    }

    /** The process that works, or worked last, as {@code worker-1}. */
    Optional<ProcessHandle> worker() throws IOException {
        Path record = data.resolve("workers").resolve("worker-1").resolve("process");
        return Files.exists(record)
                ? ProcessHandle.of(Long.parseLong(Files.readString(record).split(" ", 2)[0]))
                : Optional.empty();
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** As {@code kill} and Ctrl-C do. */
    End terminate() throws Exception {
        process.destroy();
        return end();
    }

    private End end() throws Exception {
        if (!process.waitFor(HANG_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the server does not end: " + Files.readString(console));
        }
        return new End(process.exitValue(), Files.readString(console));
    }

    @Override
    public void close() throws IOException {
        kill();
        Optional<ProcessHandle> worker = worker();
        if (worker.isPresent()) {
            worker.get().descendants().forEach(ProcessHandle::destroyForcibly);
            worker.get().destroyForcibly();
            worker.get().onExit().join();
        }
        Files.deleteIfExists(console);
    }
}

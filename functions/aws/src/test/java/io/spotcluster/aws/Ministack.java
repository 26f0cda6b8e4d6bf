package io.spotcluster.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Ministack, an AWS stand-in that needs no Docker: one process for all tests of a run, on a free port of the loopback
 * interface. {@code .ci/ministack} installs it; the environment variable or system property {@value #VARIABLE} says where
 * its executable is. Without it the tests that need it are skipped, but not in CI: there they fail.
 */
public final class Ministack implements AwsStandIn {
    private static final String VARIABLE = "SPOTCLUSTER_MINISTACK";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String NOT_INSTALLED =
            "ministack is not installed: run .ci/ministack, or let " + VARIABLE + " name its executable";

    @Override
    public Optional<String> missing() {
        boolean mustBeThere = Boolean.parseBoolean(System.getenv("CI"));
        return mustBeThere || executable().isPresent() ? Optional.empty() : Optional.of(NOT_INSTALLED);
    }

    @Override
    public URI endpoint(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Running.class, _ -> start(), Running.class)
                .endpoint();
    }

    private static Running start() {
        try {
            return start(executable().orElseThrow(() -> new IllegalStateException(NOT_INSTALLED)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ministack started", e);
        }
    }

    /** The named one, or else the one that {@code .ci/ministack} installs into the repository. */
    private static Optional<Path> executable() {
        String named = System.getProperty(VARIABLE, System.getenv().getOrDefault(VARIABLE, ""));
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve(".spotcluster/venv/bin/ministack"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Running start(Path executable) throws IOException, InterruptedException {
        int port = freePort();
        Path folder = Files.createTempDirectory("ministack");
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(executable.toString());
        builder.redirectErrorStream(true).redirectOutput(log.toFile()).directory(folder.toFile());
        builder.environment()
                .putAll(Map.of(
                        "BIND_HOST", "127.0.0.1",
                        // Refuses whoever is not allowed, as AWS does.
                        "AUTH", "true",
                        "GATEWAY_PORT", Integer.toString(port),
                        "TMPDIR", folder.toString(),
                        "LOG_LEVEL", "WARNING",
                        "SFTP_ENABLED", "0",
                        "IOT_MTLS_ENABLED", "0"));
        Process process = builder.start();
        Running running = new Running(process, folder, URI.create("http://127.0.0.1:" + port));
        try {
            running.awaitReady();
        } catch (IllegalStateException e) {
            String output = Files.readString(log);
            running.close();
            throw new IllegalStateException(e.getMessage() + "; it said:\n" + output, e);
        }
        return running;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** @param folder holds its log and whatever it writes, and goes with it */
    private record Running(Process process, Path folder, URI endpoint) implements AutoCloseable {
        private void awaitReady() throws InterruptedException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            try (HttpClient client = HttpClient.newHttpClient()) {
                while (!isReady(client)) {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("ministack ended with status " + process.exitValue());
                    }
                    if (System.nanoTime() > end) {
                        throw new IllegalStateException("ministack was not ready after " + PATIENCE);
                    }
                    Thread.sleep(20);
                }
            }
        }

        private boolean isReady(HttpClient client) throws InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/_ministack/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            try {
                return client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false; // Nobody listens yet.
            }
        }

        @Override
        public void close() throws IOException {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}

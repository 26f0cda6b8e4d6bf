package io.spotcluster.aws;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

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
public final class Ministack implements AutoCloseable {
    private static final String VARIABLE = "SPOTCLUSTER_MINISTACK";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process process;
    private final Path folder;
    private final URI endpoint;

    private Ministack(Process process, Path folder, URI endpoint) {
        this.process = process;
        this.folder = folder;
        this.endpoint = endpoint;
    }

    /** Where it answers. It is started for the first test that asks, and stopped after the last test of the run. */
    public static URI endpoint(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Ministack.class, _ -> start(), Ministack.class)
                .endpoint;
    }

    private static Ministack start() {
        Optional<Path> executable = executable();
        if (executable.isEmpty()) {
            String message =
                    "ministack is not installed: run .ci/ministack, or let " + VARIABLE + " name its executable";
            if (Boolean.parseBoolean(System.getenv("CI"))) {
                return fail(message);
            }
            System.err.println("SKIPPED the tests on ministack: " + message);
            return abort(message);
        }
        try {
            return start(executable.get());
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

    private static Ministack start(Path executable) throws IOException, InterruptedException {
        int port = freePort();
        Path folder = Files.createTempDirectory("ministack");
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(executable.toString());
        builder.redirectErrorStream(true).redirectOutput(log.toFile()).directory(folder.toFile());
        builder.environment()
                .putAll(Map.of(
                        "BIND_HOST", "127.0.0.1",
                        "GATEWAY_PORT", Integer.toString(port),
                        "TMPDIR", folder.toString(),
                        "LOG_LEVEL", "WARNING",
                        "SFTP_ENABLED", "0",
                        "IOT_MTLS_ENABLED", "0"));
        Process process = builder.start();
        Ministack ministack = new Ministack(process, folder, URI.create("http://127.0.0.1:" + port));
        try {
            ministack.awaitReady();
        } catch (IllegalStateException e) {
            String output = Files.readString(log);
            ministack.close();
            throw new IllegalStateException(e.getMessage() + "; it said:\n" + output, e);
        }
        return ministack;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

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
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
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

package io.spotcluster.worker.log;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Streams logs over HTTP while they grow: {@code GET /log/<secret>} answers with everything so far and goes on until the log
 * ends. The secret is 192 random bits, so that only who was told the address can read. A slow reader waits for itself
 * alone; a reader costs a small buffer and a virtual thread.
 */
public final class LiveLogServer implements AutoCloseable {
    private static final String PREFIX = "/log/";
    private static final int BUFFER = 16 * 1024;
    private static final int SECRET_BYTES = 24;

    private final HttpServer server;
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Served> logs = new ConcurrentHashMap<>();
    private final String publicHost;

    /** A log and those who read it. */
    private record Served(TaskLog log, Phaser reading) {}

    /**
     * Starts listening.
     *
     * @param port 0 for any free one
     * @param publicHost that readers use to come here
     */
    public LiveLogServer(InetAddress bind, int port, String publicHost) throws IOException {
        this.publicHost = publicHost;
        server = HttpServer.create(new InetSocketAddress(bind, port), 0);
        server.setExecutor(readers);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Limits against readers that connect and say nothing; read once by the JDK's server, so to be set before its start. */
    public static void limitConnections() {
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("jdk.httpserver.maxConnections", "256");
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** Serves a log from now on, at the address given back. */
    public URI serve(TaskLog log) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        logs.put(secret, new Served(log, new Phaser(1)));
        String host = publicHost.contains(":") ? "[" + publicHost + "]" : publicHost;
        return URI.create("http://" + host + ":" + server.getAddress().getPort() + PREFIX + secret);
    }

    /** Serves a log no longer. Readers that are under way get the rest, if they take it within {@code patience}. */
    public void withdraw(URI address, Duration patience) throws InterruptedException {
        Served served = logs.remove(address.getRawPath().substring(PREFIX.length()));
        if (served == null) {
            return;
        }
        int phase = served.reading().arriveAndDeregister();
        try {
            served.reading().awaitAdvanceInterruptibly(phase, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Too slow a reader: it finds the whole log in the artifact.
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            String path = exchange.getRequestURI().getRawPath();
            Optional<Served> served = path.startsWith(PREFIX)
                    ? Optional.ofNullable(logs.get(path.substring(PREFIX.length())))
                    : Optional.empty();
            if (served.isEmpty() || served.get().reading().register() < 0) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            try {
                exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
                exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
                boolean head = method.equals("HEAD");
                exchange.sendResponseHeaders(200, head ? -1 : 0);
                if (!head) {
                    stream(served.get().log(), exchange.getResponseBody());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                served.get().reading().arriveAndDeregister();
            }
        }
    }

    private static void stream(TaskLog log, OutputStream reader) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        long read = 0;
        try (InputStream file = Files.newInputStream(log.file())) {
            for (long length = log.awaitBeyond(read); length > read; length = log.awaitBeyond(read)) {
                while (read < length) {
                    int count = file.read(buffer, 0, (int) Math.min(buffer.length, length - read));
                    if (count < 0) {
                        return;
                    }
                    reader.write(buffer, 0, count);
                    read += count;
                }
                reader.flush();
            }
        }
    }

    /** Stops at once; readers are cut off. */
    @Override
    public void close() {
        server.stop(0);
        readers.shutdownNow();
    }
}

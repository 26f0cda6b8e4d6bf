package io.spotcluster.embedded.blobs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** The JDK's own HTTP server in front of {@link BlobRequests}. */
public final class LoopbackBlobServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<BlobRequests> requests = new AtomicReference<>();

    public LoopbackBlobServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI rootUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void serve(BlobRequests blobRequests) {
        requests.set(blobRequests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            URI uri = exchange.getRequestURI();
            BlobRequest request = new BlobRequest(
                    exchange.getRequestMethod(),
                    uri.getRawPath(),
                    Optional.ofNullable(uri.getRawQuery()).orElse(""),
                    headers);
            BlobReply reply = requests.get().answer(request);
            if (reply instanceof BlobReply.Accepted(BlobUpload upload)) {
                try (upload) {
                    reply = receive(exchange.getRequestBody(), upload);
                }
            }
            send(exchange, reply);
        }
    }

    private static BlobReply receive(InputStream body, BlobUpload upload) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            Optional<BlobReply.Refusal> refusal = upload.write(ByteBuffer.wrap(buffer, 0, read));
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        return upload.finish();
    }

    private static void send(HttpExchange exchange, BlobReply reply) throws IOException {
        switch (reply) {
            case BlobReply.Refusal refusal -> {
                refusal.headers().forEach(exchange.getResponseHeaders()::set);
                byte[] body = refusal.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(refusal.status(), body.length);
                exchange.getResponseBody().write(body);
            }
            case BlobReply.Download(int status, Map<String, String> headers, InputStream body) -> {
                try (body) {
                    headers.forEach(exchange.getResponseHeaders()::set);
                    long length = Long.parseLong(headers.getOrDefault("Content-Length", "0"));
                    boolean none = length == 0 || exchange.getRequestMethod().equals("HEAD");
                    exchange.sendResponseHeaders(status, none ? -1 : length);
                    try (OutputStream output = exchange.getResponseBody()) {
                        body.transferTo(output);
                    }
                }
            }
            case BlobReply.Stored() -> exchange.sendResponseHeaders(200, -1);
            case BlobReply.Accepted _ -> throw new IllegalStateException("an upload is answered by what became of it");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.close();
    }
}

package io.spotcluster.api.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.base.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Serves an {@link HttpService} on a free port of the loopback interface until it is closed. */
public final class LoopbackServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String rootUrl;

    /** @param service makes the service, which may need the root URL */
    public LoopbackServer(Function<String, HttpService> service) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rootUrl = "http://localhost:" + server.getAddress().getPort();
        HttpService made = service.apply(rootUrl);
        server.createContext("/", exchange -> serve(made, exchange));
        server.setExecutor(threads);
        server.start();
    }

    public String rootUrl() {
        return rootUrl;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private static void serve(HttpService service, HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpReply reply = service.handle(request(exchange));
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = reply.body().unsafeArray();
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static HttpRequest request(HttpExchange exchange) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        return new HttpRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
                headers,
                Bytes.wrap(exchange.getRequestBody().readAllBytes()),
                exchange.getRemoteAddress().getAddress().getHostAddress());
    }
}

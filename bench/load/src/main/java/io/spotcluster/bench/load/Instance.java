package io.spotcluster.bench.load;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The queue service of one instance, with the latency of every call by method. */
final class Instance {
    private static final JsonMapper JSON = new JsonMapper();

    private final URI root;
    private final ConcurrentHashMap<String, Histogram> latencies = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();

    /** @throws IllegalArgumentException when {@code root} is not on this machine: load goes nowhere else */
    Instance(URI root) throws IOException {
        if (!InetAddress.getByName(root.getHost()).isLoopbackAddress()) {
            throw new IllegalArgumentException("--root-url is %s: only a loopback address is loaded".formatted(root));
        }
        this.root = root;
    }

    /** One connection: each thread has its own. */
    Connection connect(Credentials credentials) {
        return new Connection(credentials);
    }

    /** Microseconds, by method name. */
    ConcurrentHashMap<String, Histogram> latencies() {
        return latencies;
    }

    long refused() {
        return refused.get();
    }

    void forget() {
        latencies.clear();
        refused.set(0);
    }

    final class Connection {
        private final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(Runnable::run)
                .build();
        private final RequestSigner signer;

        Connection(Credentials credentials) {
            this.signer = RequestSigner.of(credentials, Clock.systemUTC());
        }

        JsonNode call(String name, String method, String path, Optional<String> body) {
            return call(name, method, path, body, signer);
        }

        JsonNode call(String name, String method, String path, Optional<String> body, Credentials credentials) {
            return call(name, method, path, body, RequestSigner.of(credentials, Clock.systemUTC()));
        }

        /** @throws IllegalStateException when the instance refuses: a load of refusals measures nothing */
        private JsonNode call(String name, String method, String path, Optional<String> body, RequestSigner as) {
            URI url = URI.create(root + "/api/queue/v1" + path);
            HttpRequest.Builder request = HttpRequest.newBuilder(url)
                    .header("authorization", as.header(method, url))
                    .method(
                            method,
                            body.map(text -> HttpRequest.BodyPublishers.ofString(text, StandardCharsets.UTF_8))
                                    .orElseGet(HttpRequest.BodyPublishers::noBody));
            body.ifPresent(text -> request.header("content-type", "application/json"));
            long start = System.nanoTime();
            HttpResponse<String> reply;
            try {
                reply = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(name + " got no answer", e);
            }
            latencies
                    .computeIfAbsent(name, unused -> new ConcurrentHistogram(3))
                    .recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
            if (reply.statusCode() >= 400) {
                refused.incrementAndGet();
                throw new IllegalStateException("%s answered %d: %s".formatted(name, reply.statusCode(), reply.body()));
            }
            return JSON.readTree(reply.body());
        }
    }
}

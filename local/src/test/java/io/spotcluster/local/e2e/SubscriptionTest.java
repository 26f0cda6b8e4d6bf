package io.spotcluster.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.client.ApiClient;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Slug;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Events as a listener hears them over the wire, without credentials, while the server dies and comes back. */
class SubscriptionTest {
    private static final String TASK_QUEUE = "tests/subscription";
    private static final String PENDING = "exchange/taskcluster-queue/v1/task-pending";

    @TempDir
    private Path folder = Path.of("");

    private static String path() {
        String bindings = "[{\"exchange\":\"%s\",\"routingKeyPattern\":\"primary.*.0.#\"}]".formatted(PENDING);
        return "/api/events/v1/subscribe?bindings=" + URLEncoder.encode(bindings, StandardCharsets.UTF_8);
    }

    /** A subscription over HTTP, read as it comes. */
    private static final class Listener implements AutoCloseable {
        private final HttpClient http = HttpClient.newHttpClient();
        private final InputStream stream;
        private final BufferedReader lines;
        private String lastEventId;

        Listener(String rootUrl, String lastEventId) throws IOException, InterruptedException {
            this.lastEventId = lastEventId;
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(rootUrl + path()));
            if (!lastEventId.isEmpty()) {
                request.header("last-event-id", lastEventId);
            }
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            stream = response.body();
            lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            while (!lines.readLine().equals("event: ready")) {
                // reads on
            }
        }

        String lastEventId() {
            return lastEventId;
        }

        String nextTask() throws IOException {
            String id = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                assertThat(line).isNotEqualTo("event: gap");
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ") && line.contains(PENDING)) {
                    lastEventId = id;
                    JsonNode event = Json.parse(line.substring(6));
                    return event.path("payload").path("status").path("taskId").asString("");
                }
            }
            throw new IOException("the stream ended");
        }

        @Override
        public void close() throws IOException {
            stream.close();
            http.shutdownNow();
        }
    }

    private static List<String> create(QueueUser queue, int count) throws Exception {
        List<String> created = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String taskId = Slug.nice();
            queue.create(taskId, taskId, TASK_QUEUE, List.of(), Map.of());
            created.add(taskId);
        }
        return created;
    }

    @Test
    void nothingIsMissedWhenTheServerIsKilledAndStartedAgain() throws Exception {
        List<String> created = new ArrayList<>();
        Set<String> told = new LinkedHashSet<>();
        String lastEventId;
        int port;
        try (ForkedServer server = ForkedServer.start(folder, 0, "none");
                ApiClient api = server.client();
                Listener listener = new Listener(server.rootUrl(), "")) {
            port = server.port();
            QueueUser queue = new QueueUser(api, server.root());
            created.addAll(create(queue, 20));
            for (int i = 0; i < 5; i++) {
                told.add(listener.nextTask());
            }
            lastEventId = listener.lastEventId();
            server.kill();
        }
        try (ForkedServer server = ForkedServer.start(folder, port, "none");
                ApiClient api = server.client();
                Listener listener = new Listener(server.rootUrl(), lastEventId)) {
            QueueUser queue = new QueueUser(api, server.root());
            created.addAll(create(queue, 5));
            while (told.size() < created.size()) {
                told.add(listener.nextTask());
            }
            assertThat(told).containsExactlyInAnyOrderElementsOf(created);
        }
    }

    @Test
    void aListenerThatDoesNotReadHoldsUpNobody() throws Exception {
        try (ForkedServer server = ForkedServer.start(folder, 0, "none");
                ApiClient api = server.client();
                Socket deaf = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Listener listener = new Listener(server.rootUrl(), "")) {
            deaf.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .formatted(path())
                            .getBytes(StandardCharsets.US_ASCII));
            QueueUser queue = new QueueUser(api, server.root());
            // More than the sockets hold: each event has about 30 KB of tags.
            Map<String, String> tags = IntStream.range(0, 8)
                    .boxed()
                    .collect(Collectors.toMap(number -> "tag" + number, _ -> "x".repeat(4000)));
            List<String> created = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String taskId = Slug.nice();
                queue.createTagged(taskId, TASK_QUEUE, tags);
                created.add(taskId);
            }
            Set<String> told = new LinkedHashSet<>();
            while (told.size() < created.size()) {
                told.add(listener.nextTask());
            }
            assertThat(told).containsExactlyInAnyOrderElementsOf(created);
            assertThat(server.terminate().exitCode()).isIn(0, 143);
        }
    }
}

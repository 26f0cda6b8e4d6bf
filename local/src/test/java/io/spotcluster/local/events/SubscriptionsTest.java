package io.spotcluster.local.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.Authenticator;
import io.spotcluster.api.events.Event;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.Rejection;
import io.spotcluster.queue.events.QueueExchanges;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionsTest {
    private static final String PREFIX = "exchange/taskcluster-queue/v1/";
    private static final String SCOPE = "events:subscribe:" + PREFIX;
    private static final String ALL = binding("task-pending", "#");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final AtomicBoolean revoked = new AtomicBoolean();
    private final EventLog log;

    SubscriptionsTest(@TempDir Path folder) throws IOException {
        log = EventLog.open(folder.resolve("events.jsonl"), Clock.systemUTC());
    }

    @AfterEach
    void close() throws IOException {
        log.close();
    }

    private Subscriptions subscriptions(Duration heartbeat) {
        Service queue = new Service("queue", "t", "d", Map.of(), List.of()).withEvents(QueueExchanges.EVENTS);
        return new Subscriptions(log, List.of(queue), new SchemaCatalog(), authenticator(), heartbeat);
    }

    private Authenticator authenticator() {
        HeaderAuthenticator trusting = new HeaderAuthenticator();
        return request -> {
            if (revoked.get()) {
                throw new Rejection(ErrorCode.AUTHENTICATION_FAILED, "the client is disabled").asException();
            }
            return trusting.authenticate(request);
        };
    }

    private HttpService http(Subscriptions subscriptions) {
        return new Kernel(
                KernelConfiguration.of("http://localhost", Clock.systemUTC()),
                List.of(subscriptions.api()),
                authenticator(),
                new SchemaCatalog());
    }

    private static String binding(String exchange, String pattern) {
        return "{\"exchange\":\"%s%s\",\"routingKeyPattern\":\"%s\"}".formatted(PREFIX, exchange, pattern);
    }

    private static TestCall call(String query) {
        return TestCall.of("GET", "/api/events/v1/subscribe?" + query).by(SCOPE + "*");
    }

    private static TestCall to(String... bindings) {
        return call("bindings=" + encoded("[" + String.join(",", bindings) + "]"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Event event(String exchange, String routingKey, String... routes) {
        return new Event(PREFIX + exchange, routingKey, List.of(routes), Json.MAPPER.createObjectNode());
    }

    /** @param event of a browser's EventSource; empty, where it is not named */
    private record Frame(String event, String id, String data) {
        String routingKey() {
            return Json.parse(data).path("routingKey").asString("");
        }
    }

    private static final class Listener {
        private final BufferedReader lines;

        Listener(HttpReply reply) {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.headers()).containsEntry("content-type", "text/event-stream; charset=utf-8");
            lines = new BufferedReader(new InputStreamReader(reply.stream().orElseThrow(), StandardCharsets.UTF_8));
        }

        Frame next() throws IOException {
            String event = "";
            String id = "";
            String data = "";
            for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                String value = line.substring(line.indexOf(' ') + 1);
                switch (line.substring(0, line.indexOf(':'))) {
                    case "event" -> event = value;
                    case "id" -> id = value;
                    case "data" -> data = value;
                    default -> throw new AssertionError(line);
                }
            }
            return new Frame(event, id, data);
        }

        List<String> keys(int count) throws IOException {
            List<String> keys = new ArrayList<>();
            while (keys.size() < count) {
                keys.add(next().routingKey());
            }
            return keys;
        }
    }

    private Listener listen(TestCall call) throws IOException {
        Listener listener = new Listener(call.to(http(subscriptions(LONG))));
        assertThat(listener.next().event()).isEqualTo("ready");
        return listener;
    }

    @Test
    void whatFitsABindingIsToldInOrder() throws IOException {
        Listener listener = listen(to(binding("task-pending", "primary.*.0.#"), binding("task-failed", "#")));
        log.publish(List.of(
                event("task-pending", "primary.a.0.x"),
                event("task-pending", "primary.a.1.x"),
                event("task-completed", "primary.a.0.x"),
                event("task-failed", "primary.b.7"),
                event("task-pending", "primary.c.0")));
        assertThat(listener.keys(3)).containsExactly("primary.a.0.x", "primary.b.7", "primary.c.0");
    }

    @Test
    void anEventThatFitsTwoBindingsIsToldOnce() throws IOException {
        Listener listener = listen(to(binding("task-pending", "#"), binding("task-pending", "a.*")));
        log.publish(List.of(event("task-pending", "a.b"), event("task-pending", "c")));
        assertThat(listener.keys(2)).containsExactly("a.b", "c");
    }

    @Test
    void eventsAreFoundByTheirRoutesToo() throws IOException {
        Listener listener = listen(to(binding("task-completed", "route.index.project.#")));
        log.publish(List.of(
                event("task-completed", "a", "route.index.other"),
                event("task-completed", "b", "route.notify.x", "route.index.project.latest")));
        assertThat(listener.keys(1)).containsExactly("b");
    }

    @Test
    void anEventIsToldWithItsKeysAndItsPayload() throws IOException {
        Listener listener = listen(to(ALL));
        log.publish(new Event(
                PREFIX + "task-pending",
                "a",
                List.of("route.r"),
                Json.MAPPER.createObjectNode().put("runId", 3).put("text", "line\nline")));
        Frame frame = listener.next();
        assertThat(Json.parse(frame.data()).path("payload").toString())
                .isEqualTo("{\"runId\":3,\"text\":\"line\\nline\"}");
        assertThat(Json.parse(frame.data()).path("routes").toString()).isEqualTo("[\"route.r\"]");
        assertThat(Json.parse(frame.data()).path("exchange").asString()).isEqualTo(PREFIX + "task-pending");
        assertThat(Json.parse(frame.data()).path("id").asString()).isEqualTo(frame.id());
    }

    @Test
    void whoComesBackIsToldWhatWasMissed() throws IOException {
        Listener first = listen(to(ALL));
        log.publish(List.of(event("task-pending", "a"), event("task-pending", "b")));
        String seen = first.next().id();
        assertThat(listen(to(ALL).header("last-event-id", seen)).keys(1)).containsExactly("b");
        assertThat(listen(call("bindings=%s&lastEventId=%s".formatted(encoded("[" + ALL + "]"), seen)))
                        .keys(1))
                .containsExactly("b");
    }

    @Test
    void theHeaderOfABrowserThatComesBackCountsMoreThanTheUrl() throws IOException {
        Listener first = listen(to(ALL));
        log.publish(List.of(event("task-pending", "a"), event("task-pending", "b"), event("task-pending", "c")));
        String a = first.next().id();
        String b = first.next().id();
        Listener again = listen(call("bindings=%s&lastEventId=%s".formatted(encoded("[" + ALL + "]"), a))
                .header("last-event-id", b));
        assertThat(again.keys(1)).containsExactly("c");
    }

    @Test
    void aGapIsSaidAloud() throws IOException {
        log.publish(event("task-pending", "a"));
        Listener listener = listen(to(ALL).header("last-event-id", "00000000-000000000000007"));
        Frame gap = listener.next();
        assertThat(gap.event()).isEqualTo("gap");
        assertThat(gap.data()).contains("00000000-000000000000007");
        assertThat(listener.keys(1)).containsExactly("a");
    }

    @Test
    void aHeartbeatTellsFromWhereToGoOn() throws IOException {
        Listener listener = new Listener(to(ALL).to(http(subscriptions(SHORT))));
        Frame ready = listener.next();
        log.publish(event("task-failed", "not wanted"));
        Frame beat = listener.next();
        while (beat.id().equals(ready.id())) {
            beat = listener.next();
        }
        assertThat(beat.event()).isEmpty();
        assertThat(beat.data()).isEmpty();
        log.publish(event("task-pending", "a"));
        assertThat(listen(to(ALL).header("last-event-id", beat.id())).keys(1)).containsExactly("a");
    }

    @Test
    void aSubscriptionEndsWhenItsRequestWouldBeRefused() throws IOException {
        Listener listener = new Listener(to(ALL).to(http(subscriptions(SHORT))));
        assertThat(listener.next().event()).isEqualTo("ready");
        revoked.set(true);
        Frame frame = listener.next();
        while (frame.event().isEmpty()) {
            frame = listener.next();
        }
        assertThat(frame.event()).isEqualTo("end");
        assertThat(frame.data()).contains("would not be accepted");
        assertThat(listener.next()).isEqualTo(new Frame("", "", ""));
    }

    @Test
    void aSubscriptionEndsWithTheServer() throws Exception {
        Listener listener = listen(to(ALL));
        Thread closing = Thread.startVirtualThread(() -> {
            try {
                log.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(listener.next().event()).isEqualTo("end");
        closing.join();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lastEventId=x                                       | InvalidRequestArguments | `bindings` is missing
            bindings=                                           | InvalidRequestArguments | `bindings` is missing
            bindings=[                                          | InvalidRequestArguments | no JSON
            bindings=[]                                         | InvalidRequestArguments | at least 1
            bindings={}                                         | InvalidRequestArguments | array
            bindings=[{"exchange":"e"}]                         | InvalidRequestArguments | routingKeyPattern
            bindings=[{"exchange":"e","routingKeyPattern":1}]   | InvalidRequestArguments | string
            bindings=[{"exchange":"e","routingKeyPattern":"#"}] | InputError | the exchange 'e', which is none of these: exchange/taskcluster-queue/v1/artifact-created
            bindings=[{"exchange":"exchange/taskcluster-queue/v1/task-pending","routingKeyPattern":"a#"}] | InputError | the word 'a#' of the routing pattern 'a#'
            bindings=[{"exchange":"exchange/taskcluster-queue/v1/task-pending","routingKeyPattern":"#"}]&lastEventId=7 | InvalidRequestArguments | it is '7'
            bindings=[]&more=1                                  | InvalidRequestArguments | more
            """)
    void whatNobodyCanMeanIsRefused(String query, String code, String message) {
        String escaped = List.of(query.split("&")).stream()
                .map(option -> option.substring(0, option.indexOf('=') + 1)
                        + encoded(option.substring(option.indexOf('=') + 1)))
                .reduce((one, two) -> one + "&" + two)
                .orElseThrow();
        HttpReply reply = call(escaped).to(http(subscriptions(LONG)));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(TestCall.code(reply)).isEqualTo(code);
        assertThat(TestCall.message(reply)).contains(message);
        assertThat(reply.stream()).isEmpty();
    }

    @Test
    void everyExchangeNeedsItsScope() {
        HttpService http = http(subscriptions(LONG));
        TestCall both = to(ALL, binding("task-failed", "#"));
        TestCall nobody = TestCall.of("GET", both.url());
        assertThat(TestCall.code(nobody.to(http))).isEqualTo("InsufficientScopes");
        HttpReply half = nobody.by(SCOPE + "task-pending").to(http);
        assertThat(TestCall.code(half)).isEqualTo("InsufficientScopes");
        assertThat(TestCall.message(half)).contains(SCOPE + "task-failed").contains("tester");
        assertThat(nobody.by(SCOPE + "task-pending", SCOPE + "task-failed")
                        .to(http)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aPlaceIsFreedWhenASubscriberGoesAway() throws IOException {
        Subscriptions subscriptions = subscriptions(LONG);
        HttpService http = http(subscriptions);
        List<InputStream> open = new ArrayList<>();
        for (int i = 0; i < Subscriptions.MOST; i++) {
            open.add(to(ALL).to(http).stream().orElseThrow());
        }
        HttpReply refused = to(ALL).to(http);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(TestCall.message(refused)).contains(Integer.toString(Subscriptions.MOST));
        open.getFirst().close();
        open.getFirst().close();
        assertThat(to(ALL).to(http).status()).isEqualTo(200);
        assertThat(to(ALL).to(http).status()).isEqualTo(429);
    }
}

package io.spotcluster.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.testing.LoopbackServer;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.ErrorCode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ApiClientTest {
    private static final RetryRule QUICK = new RetryRule(3, Duration.ofMillis(1), Duration.ofMillis(4));
    private static final Credentials ROOT = Credentials.of("static/root", "the-access-token");

    private final List<HttpRequest> received = new CopyOnWriteArrayList<>();

    /** Answers with each of these in turn, and with the last one for ever. */
    private HttpService answering(HttpReply... replies) {
        return request -> {
            received.add(request);
            return replies[Math.min(received.size(), replies.length) - 1];
        };
    }

    private static HttpReply reply(int status, String body) {
        return new HttpReply(status, Map.of("content-type", "application/json"), Bytes.utf8(body));
    }

    @Test
    void aCallIsEscapedSignedAndRead() throws Exception {
        try (LoopbackServer server = new LoopbackServer(_ -> answering(reply(200, "{\"a\":1}")));
                ApiClient client = new ApiClient(server.rootUrl(), QUICK, Clock.systemUTC())) {
            ApiReply reply = client.call(
                    ApiCall.put("queue", "task", "a/b c", "")
                            .withQuery("limit", "1 0")
                            .withHeader("x-more", "yes")
                            .withBody(Map.of("text", "ü")),
                    ROOT);
            assertThat(reply.body().path("a").intValue()).isEqualTo(1);
        }
        HttpRequest request = received.getFirst();
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.rawPath()).isEqualTo("/api/queue/v1/task/a%2Fb%20c/");
        assertThat(request.rawQuery()).isEqualTo("limit=1%200");
        assertThat(request.body().asUtf8()).isEqualTo("{\"text\":\"ü\"}");
        assertThat(request.header("x-more")).contains("yes");
        assertThat(request.header("authorization").orElseThrow())
                .startsWith("Hawk id=\"static/root\"")
                .contains("hash=");
    }

    @Test
    void aCallPastTheFrontTellsItsPathAndIsSignedForTheRootUrl() throws Exception {
        Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        try (LoopbackServer server = new LoopbackServer(_ -> answering(reply(200, "{}")));
                ApiClient client =
                        new ApiClient("https://ci.example.com", Optional.of(server.rootUrl()), QUICK, clock)) {
            client.call(ApiCall.get("queue", "task", "a/b c").withQuery("limit", "1"), ROOT);
            assertThat(client.rootUrl()).isEqualTo("https://ci.example.com");
        }
        HttpRequest request = received.getFirst();
        assertThat(request.rawPath()).isEqualTo("/api/queue/v1/task/a%2Fb%20c");
        assertThat(request.header(HttpRequest.RAW_URI)).contains("/api/queue/v1/task/a%2Fb%20c");
        assertThat(request.rawQuery()).isEqualTo("limit=1");
    }

    @Test
    void whatMayPassIsTriedAgainWithAFreshSignature() throws Exception {
        try (LoopbackServer server =
                        new LoopbackServer(_ -> answering(reply(503, "busy"), reply(500, "{}"), reply(200, "{}")));
                ApiClient client = new ApiClient(server.rootUrl(), QUICK, Clock.systemUTC())) {
            assertThat(client.call(ApiCall.get("queue", "ping"), ROOT).status()).isEqualTo(200);
        }
        assertThat(received.stream()
                        .map(request -> request.header("authorization").orElseThrow()))
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    @Test
    void anErrorTellsStatusCodeAndMessage() {
        try (LoopbackServer server = new LoopbackServer(
                        _ -> answering(reply(404, "{\"code\":\"ResourceNotFound\",\"message\":\"no such task\"}")));
                ApiClient client = new ApiClient(server.rootUrl(), QUICK, Clock.systemUTC())) {
            ApiException failure =
                    catchThrowableOfType(ApiException.class, () -> client.call(ApiCall.get("queue", "task", "x")));
            assertThat(failure.status()).isEqualTo(404);
            assertThat(failure.is(ErrorCode.RESOURCE_NOT_FOUND)).isTrue();
            assertThat(failure).hasMessage("GET queue/task/x: HTTP 404 ResourceNotFound: no such task");
        }
        assertThat(received).hasSize(1);
    }

    @Test
    void patienceEndsWithTheLastError() {
        try (LoopbackServer server = new LoopbackServer(_ -> answering(reply(502, "<html>Bad Gateway</html>")));
                ApiClient client = new ApiClient(server.rootUrl(), QUICK, Clock.systemUTC())) {
            assertThatThrownBy(() -> client.call(ApiCall.get("queue", "ping")))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("HTTP 502: <html>Bad Gateway</html>");
        }
        assertThat(received).hasSize(3);
    }

    @Test
    void noServerIsAnIoException() {
        String nobody;
        try (LoopbackServer server = new LoopbackServer(_ -> answering(reply(200, "{}")))) {
            nobody = server.rootUrl();
        }
        try (ApiClient client = new ApiClient(nobody, QUICK, Clock.systemUTC())) {
            assertThatThrownBy(() -> client.call(ApiCall.get("queue", "ping"))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void redirectionsAreToldNotFollowed() throws Exception {
        HttpReply seeOther = new HttpReply(303, Map.of("location", "http://localhost:1/x"), Bytes.EMPTY);
        try (LoopbackServer server = new LoopbackServer(_ -> answering(seeOther));
                ApiClient client = new ApiClient(server.rootUrl(), QUICK, Clock.systemUTC())) {
            ApiReply reply = client.call(ApiCall.get("queue", "x"));
            assertThat(reply.status()).isEqualTo(303);
            assertThat(reply.location()).contains("http://localhost:1/x");
            assertThat(reply.body().isMissingNode()).isTrue();
        }
    }

    @Test
    void secretsDoNotShowInTexts() {
        List<Object> shown = new ArrayList<>(
                List.of(ROOT, ApiCall.post("auth", "x").withBody(Map.of("accessToken", "the-access-token"))));
        assertThat(shown).allSatisfy(value -> assertThat(value.toString()).doesNotContain("the-access-token"));
    }
}

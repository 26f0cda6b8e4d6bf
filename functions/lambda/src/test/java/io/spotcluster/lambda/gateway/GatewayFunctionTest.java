package io.spotcluster.lambda.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.api.client.ApiException;
import io.spotcluster.api.client.RetryRule;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.LoopbackServer;
import io.spotcluster.auth.AuthConfiguration;
import io.spotcluster.auth.AuthService;
import io.spotcluster.auth.Bootstrap;
import io.spotcluster.auth.clients.AesTokenCipher;
import io.spotcluster.base.Bytes;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.testkit.HandTurnedClock;
import io.spotcluster.testkit.gateway.GatewayEvents;
import io.spotcluster.testkit.gateway.GatewayShape;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class GatewayFunctionTest {
    private static final String ROOT_URL = "https://ci.example.com";
    private static final byte[] NONE = {};

    private final List<HttpRequest> requests = new ArrayList<>();
    private final HandTurnedClock clock = new HandTurnedClock();

    private JsonNode answer(HttpReply reply, ObjectNode event) {
        GatewayFunction function = new GatewayFunction(request -> {
            requests.add(request);
            return reply;
        });
        return Json.MAPPER.readTree(function.answer(Json.MAPPER.writeValueAsBytes(event)));
    }

    private HttpRequest received(ObjectNode event) {
        answer(new HttpReply(200, Map.of(), Bytes.EMPTY), event);
        return requests.getLast();
    }

    private String rawPath(GatewayShape shape, String path) {
        return received(GatewayEvents.event(shape, "GET", path, Map.of(), NONE)).rawPath();
    }

    @Test
    void aGatewayMayLeaveEscapedPercentSigns() {
        ObjectNode event =
                GatewayEvents.event(GatewayShape.HTTP_API_BEHIND_CLOUDFRONT, "GET", "/a%2F100%25", Map.of(), NONE);
        event.put("rawPath", "/a/100%25");

        assertThat(received(event).rawPath()).isEqualTo("/a%2F100%25");
    }

    @ParameterizedTest
    @EnumSource
    void methodQueryHeadersAndSourceComeThrough(GatewayShape shape) {
        HttpRequest request = received(GatewayEvents.event(
                shape,
                "POST",
                "/a?x=%2F&y=1&x=2",
                Map.of("X-Many", "one,two", "Cookie", "ignored"),
                "{}".getBytes(StandardCharsets.UTF_8)));

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.rawQuery()).isEqualTo("x=%2F&y=1&x=2");
        assertThat(request.header("x-many")).contains("one,two");
        assertThat(request.headers()).doesNotContainKey(HttpRequest.RAW_URI);
        assertThat(request.body().asUtf8()).isEqualTo("{}");
        assertThat(request.source()).matches("[0-9.]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/queue/v1/task/x/artifacts/public%2Flog.txt",
                "/a%3Fb%23c",
                "/a%3fb%2fc/d",
                "/100%25",
                "/%252F",
                "/%C3%A9/%F0%9F%98%80",
                "/a%20b+c",
                "/..%2F../x",
                "//x//",
                "/%FF%00"
            })
    void thePathIsTheOneThatTheClientSigned(String path) {
        assertThat(rawPath(GatewayShape.HTTP_API_BEHIND_CLOUDFRONT, path)).isEqualTo(path);
        assertThat(rawPath(GatewayShape.FUNCTION_URL, path)).isEqualTo(path);
    }

    @Test
    void pastCloudFrontADecodedPathIsEscapedAgain() {
        assertThat(rawPath(GatewayShape.HTTP_API, "/a%20b/%C3%A9")).isEqualTo("/a%20b/%C3%A9");
        assertThat(rawPath(GatewayShape.HTTP_API, "/a%2Fb")).isEqualTo("/a/b");
        assertThat(rawPath(GatewayShape.HTTP_API, "/100%25")).isEqualTo("/100%25");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/other", "", "/api/queue/v1/pin", "/api/queue/v1/ping%2F", "/api/queue/v1/pong?", "x"})
    void aRawUriThatIsNoEncodingOfThePathIsNotBelieved(String forged) {
        ObjectNode event = GatewayEvents.event(
                GatewayShape.HTTP_API, "GET", "/api/queue/v1/ping", Map.of(HttpRequest.RAW_URI, forged), NONE);

        assertThat(received(event).rawPath()).isEqualTo("/api/queue/v1/ping");
    }

    /** Whatever the header and the path are, what comes out is a path that a client could have sent. */
    @Property(tries = 500)
    void aPathOfAnyTextIsAPath(@ForAll String path, @ForAll String header) {
        ObjectNode event =
                GatewayEvents.event(GatewayShape.HTTP_API, "GET", "/", Map.of(HttpRequest.RAW_URI, header), NONE);
        event.put("rawPath", path);

        String raw = received(event).rawPath();

        assertThat(raw).startsWith("/").matches("[\\x21-\\x7e]*");
        assertThat(URI.create("https://host" + raw).getRawPath()).isEqualTo(raw);
    }

    @Test
    void bodiesInBase64AreDecoded() {
        byte[] body = {(byte) 0xff, 0, 1, (byte) 0xfe};
        ObjectNode event = GatewayEvents.event(GatewayShape.HTTP_API_BEHIND_CLOUDFRONT, "PUT", "/a", Map.of(), body);

        assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
        assertThat(received(event).body()).isEqualTo(Bytes.wrap(body));
    }

    @Test
    void aTextIsRepliedAsItIsAndOtherBytesInBase64() {
        ObjectNode event = GatewayEvents.event(GatewayShape.FUNCTION_URL, "GET", "/", Map.of(), NONE);

        JsonNode text = answer(new HttpReply(404, Map.of("x-a", "b"), Bytes.utf8("é{}\"")), event);
        JsonNode bytes = answer(new HttpReply(200, Map.of(), Bytes.wrap(new byte[] {(byte) 0x80})), event);

        assertThat(text.path("statusCode").asInt()).isEqualTo(404);
        assertThat(text.path("headers").path("x-a").asString()).isEqualTo("b");
        assertThat(text.path("body").asString()).isEqualTo("é{}\"");
        assertThat(text.path("isBase64Encoded").asBoolean(true)).isFalse();
        assertThat(bytes.path("isBase64Encoded").asBoolean()).isTrue();
        assertThat(Base64.getDecoder().decode(bytes.path("body").asString())).containsExactly((byte) 0x80);
    }

    @Test
    void aReplyWhoseEscapesAreTooLongGoesInBase64AndOneThatIsTooLongIsAnError() {
        ObjectNode event = GatewayEvents.event(GatewayShape.FUNCTION_URL, "GET", "/", Map.of(), NONE);

        JsonNode quotes = answer(new HttpReply(200, Map.of(), Bytes.utf8("\"".repeat(4_000_000))), event);
        JsonNode tooLong = answer(new HttpReply(200, Map.of(), Bytes.utf8("x".repeat(7_000_000))), event);

        assertThat(quotes.path("isBase64Encoded").asBoolean()).isTrue();
        assertThat(Base64.getDecoder().decode(quotes.path("body").asString())).hasSize(4_000_000);
        assertThat(tooLong.path("statusCode").asInt()).isEqualTo(500);
        assertThat(tooLong.path("body").asString()).contains("InternalServerError", "too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"x\"",
                "{",
                "{}",
                "{\"rawPath\":1}",
                "{\"rawPath\":\"/a\"}",
                "{\"rawPath\":\"/a\",\"requestContext\":{\"http\":{\"method\":7}}}",
                "{\"rawPath\":\"/a\",\"requestContext\":[],\"headers\":\"x\"}",
                "{\"rawPath\":\"/\",\"requestContext\":{\"http\":{\"method\":\"GET\"}},\"body\":\"!!\",\"isBase64Encoded\":true}",
                "{\"Records\":[{\"eventSource\":\"aws:sqs\"}]}"
            })
    void anEventThatIsNoRequestIsRefusedAndNotHandled(String event) {
        GatewayFunction function = new GatewayFunction(request -> {
            throw new AssertionError("was handled: " + request);
        });

        JsonNode reply = Json.MAPPER.readTree(function.answer(event.getBytes(StandardCharsets.UTF_8)));

        assertThat(reply.path("statusCode").asInt()).isEqualTo(400);
        assertThat(reply.path("body").asString()).contains("MalformedPayload");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_API_BEHIND_CLOUDFRONT", "FUNCTION_URL"})
    void aSignedRequestIsAuthenticatedByItsRawPathAndTheConfiguredHost(GatewayShape shape) {
        GatewayFunction function = auth();
        String target = "/api/auth/v1/clients/static%2Ftaskcluster%2Froot";
        String good = signer("a-token-of-22-letters-0").header("GET", URI.create(ROOT_URL + target));
        String otherHost =
                signer("a-token-of-22-letters-0").header("GET", URI.create("https://evil.example.com" + target));
        String otherPath = signer("a-token-of-22-letters-0")
                .header("GET", URI.create(ROOT_URL + "/api/auth/v1/clients/static/taskcluster/root"));
        String otherToken = signer("another-token-of-22-le").header("GET", URI.create(ROOT_URL + target));

        assertThat(status(function, shape, target, good)).isEqualTo(200);
        for (String bad : List.of(otherHost, otherPath, otherToken, "Hawk x", "", good + "," + good)) {
            assertThat(status(function, shape, target, bad)).as(bad).isIn(401, 403);
        }
    }

    @Test
    void pastCloudFrontAPathWithEscapesThatItLostIsRefused() {
        GatewayFunction function = auth();
        String target = "/api/auth/v1/clients/static%2Ftaskcluster%2Froot";
        String header = signer("a-token-of-22-letters-0").header("GET", URI.create(ROOT_URL + target));

        assertThat(status(function, GatewayShape.HTTP_API, target, header)).isIn(401, 404);
    }

    /** What our own worker does, to save what CloudFront costs. */
    @Test
    void ourClientMayGoRoundCloudFront() throws Exception {
        GatewayFunction function = auth();
        Credentials root = Credentials.of(Bootstrap.ROOT, "a-token-of-22-letters-0");
        ApiCall call = ApiCall.get("auth", "clients", Bootstrap.ROOT);
        try (LoopbackServer gateway = new LoopbackServer(_ -> request -> throughHttpApi(function, request));
                ApiClient round = new ApiClient(ROOT_URL, Optional.of(gateway.rootUrl()), RetryRule.NEVER, clock);
                ApiClient signedForTheGateway = new ApiClient(gateway.rootUrl(), RetryRule.NEVER, clock)) {
            assertThat(round.call(call, root).body().path("clientId").asString())
                    .isEqualTo(Bootstrap.ROOT);
            assertThatThrownBy(() -> signedForTheGateway.call(call, root)).isInstanceOf(ApiException.class);
        }
    }

    private static HttpReply throughHttpApi(GatewayFunction function, HttpRequest request) {
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, values) -> headers.put(name, String.join(",", values)));
        ObjectNode event = GatewayEvents.event(
                GatewayShape.HTTP_API,
                request.method(),
                request.rawPath(),
                headers,
                request.body().unsafeArray());
        JsonNode reply = Json.MAPPER.readTree(function.answer(Json.MAPPER.writeValueAsBytes(event)));
        return new HttpReply(
                reply.path("statusCode").asInt(),
                Map.of(),
                Bytes.utf8(reply.path("body").asString()));
    }

    private GatewayFunction auth() {
        AuthService auth = AuthService.create(
                AuthConfiguration.NONE,
                new AuthService.Ground(
                        new MemoryTables(clock),
                        new AesTokenCipher(Bytes.wrap(new byte[32])),
                        Optional.empty(),
                        AuthService.Ground.NO_LOGIN,
                        List.of(SignedHost.of(URI.create(ROOT_URL))),
                        clock,
                        AuthService.KEPT_FOR));
        auth.bootstrap().ensure(new AccessToken("a-token-of-22-letters-0"), new AccessToken("a-token-of-22-letters-1"));
        return new GatewayFunction(new Kernel(
                KernelConfiguration.of(ROOT_URL, clock),
                List.of(auth.api()),
                auth.authenticator(),
                new SchemaCatalog()));
    }

    private RequestSigner signer(String token) {
        return RequestSigner.of(Credentials.of(Bootstrap.ROOT, token), clock);
    }

    private static int status(GatewayFunction function, GatewayShape shape, String target, String authorization) {
        ObjectNode event = GatewayEvents.event(shape, "GET", target, Map.of("Authorization", authorization), NONE);
        return Json.MAPPER
                .readTree(function.answer(Json.MAPPER.writeValueAsBytes(event)))
                .path("statusCode")
                .asInt();
    }
}

package io.spotcluster.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.authentication.TemporaryCredentials;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.api.client.ApiException;
import io.spotcluster.api.client.RetryRule;
import io.spotcluster.api.hawk.HawkHeader;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.Slug;
import io.spotcluster.local.http.RawConnection;
import io.spotcluster.local.http.RawConnection.Answer;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** The whole server, under requests that no well-meaning client sends: refused in its own words, and no harm done. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsTest {
    private static final String JSON = "application/json";

    private ForkedServer server;
    private ApiClient api;

    HostileRequestsTest(@TempDir Path data) throws Exception {
        server = ForkedServer.start(data, 0, "none");
        api = server.client();
    }

    @AfterAll
    void stop() throws Exception {
        api.close();
        server.close();
    }

    @AfterEach
    void anHonestRequestIsAnswered() throws Exception {
        String taskId = Slug.nice();
        QueueUser queue = new QueueUser(api, server.root());
        queue.create(taskId, taskId, "tests/honest", List.of(), Map.of());
        assertThat(queue.state(taskId)).isEqualTo("pending");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n\r\nnonsense\r\n\r\n",
                "GET\r\n\r\n",
                "GET  HTTP/1.1\r\n\r\n",
                "G\u0000T / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n: nameless\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "POST /api/queue/v1/tasks HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /api/queue/v1/tasks HTTP/1.1\r\nHost: x\r\nContent-Length: 0x10\r\n\r\n",
                "POST /api/queue/v1/tasks HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /api/queue/v1/tasks HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "POST /api/queue/v1/tasks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "POST /api/queue/v1/tasks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n",
                "POST /api/queue/v1/tasks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
                "POST /api/queue/v1/tasks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity, nonsense\r\n\r\n{}",
                "POST /api/queue/v1/tasks HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nthat is all",
            })
    void whatIsNoHttpIsRefusedOrHungUpOn(String bytes) throws Exception {
        Answer answer = exchange(bytes, true);

        assertThat(answer.status()).matches(status -> status == 0 || (status >= 400 && status < 500));
        tellsNothing(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../../../etc/passwd",
                "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                "/..%2f..%2f..%2fetc%2fpasswd",
                "/..\\..\\..\\etc\\passwd",
                "/references/../../etc/passwd",
                "/references/%2e%2e/%2e%2e/etc/passwd",
                "/schemas/queue/v1/..%2F..%2F..%2F..%2Fetc%2Fpasswd",
                "/schemas/queue/v1/%00.json",
                "/blobs/../keys/root-token",
                "/blobs/%2e%2e/keys/root-token",
                "/blobs/%252e%252e/keys/root-token",
                "/blobs/%00",
                "/blobs/",
                "/api/queue/v1/task/../../../auth/v1/clients",
                "/api/queue/v1/task/%2e%2e/status",
                "/api/queue/v1/task/%00/status",
                "/api/queue/v1/task/%252e/status",
                "/api/queue/v1/task/%/status",
                "/api/queue/v1/task/%zz/status",
                "/api/queue/v1/task/%ff%fe/status",
                "/api/queue/v1/task/\u00ff\u00fe/status",
                "/api/queue/v1/task/%F0%9F%92%A9/status",
                "/api/queue/v1/task/x%0d%0aset-cookie:%20a=b/status",
                "//api//queue//v1//ping",
                "/api/queue/v1",
                "/api/nobody/v1/ping",
                "/api/queue/v1/task-group/AAAAAAAAAAAAAAAAAAAAAA/list?limit=many",
                "/api/queue/v1/task-group/AAAAAAAAAAAAAAAAAAAAAA/list?limit=-1",
                "/api/queue/v1/task-group/AAAAAAAAAAAAAAAAAAAAAA/list?limit=99999999999999999999",
                "/api/queue/v1/task-group/AAAAAAAAAAAAAAAAAAAAAA/list?continuationToken=%00%ff",
                "/api/queue/v1/task-queues/a%2F%2Fb/counts",
                "/api/queue/v1/task/AAAAAAAAAAAAAAAAAAAAAA/artifacts/%00",
                "/api/queue/v1/task/AAAAAAAAAAAAAAAAAAAAAA/runs/99999999999999999999/artifacts",
                "/api/queue/v1/task/AAAAAAAAAAAAAAAAAAAAAA/runs/-1/artifacts",
                "/api/auth/v1/scopes/current?bewit=nonsense",
                "/api/auth/v1/scopes/current?bewit=cm9vdFwxXDFcMQ",
                "/api/auth/v1/scopes/current?bewit=a&bewit=b",
                "http://169.254.169.254/latest/meta-data",
                "*",
                "nonsense",
            })
    void targetsThatLeadNowhereAreRefused(String target) throws Exception {
        for (String authorization : List.of("", "Authorization: " + signed("GET", target) + "\r\n")) {
            Answer answer = answerTo("GET " + target + " HTTP/1.1\r\nHost: x\r\n" + authorization + "\r\n");

            assertThat(answer.status()).as(target + answer.body()).isBetween(400, 499);
            assertThat(answer.headers()).doesNotContainKey("set-cookie");
            assertThat(answer.body()).contains("\"code\"", "\"message\"").doesNotContain("root:");
            tellsNothing(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
                "CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n",
                "BREW /api/queue/v1/ping HTTP/1.1\r\nHost: x\r\n\r\n",
                "DELETE /api/queue/v1/ping HTTP/1.1\r\nHost: x\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET http:// HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET https://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/queue/v1/task-queues/a%2Fb/pending?continuationToken=bm9uc2Vuc2U HTTP/1.1\r\nHost: x\r\n\r\n",
                "HEAD /api/queue/v1/task/x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/queue/v1/ping HTTP/1.1\r\n\r\n",
                "GET /api/queue/v1/ping HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /api/queue/v1/ping HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\n\r\n",
                "GET /api/queue/v1/ping HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
                "GET /api/queue/v1/ping HTTP/1.1\r\nHost: x\r\nAccept: nonsense\r\nContent-Type: /;=\r\n\r\n",
                "GET /api/queue/v1/ping HTTP/1.1\r\nHost: x\r\nCookie: ;;=;\r\nAccept-Language: \u00ff\r\n\r\n",
                "GET /api/queue/v1/ping HTTP/1.1\r\nHost: x\r\nOrigin: \u00e9\r\nX-Forwarded-For: ::::\r\n\r\n",
                "OPTIONS /api/queue/v1/ping HTTP/1.1\r\nHost: x\r\nOrigin: null\r\nAccess-Control-Request-Method: %%\r\n\r\n",
            })
    void strangeMethodsAndHeadersAreNoFaultOfTheServer(String request) throws Exception {
        Answer answer = answerTo(request);

        assertThat(answer.status()).as(answer.body()).isLessThan(500);
        tellsNothing(answer);
    }

    @Test
    void headsThatAreTooLongAreRefused() throws Exception {
        assertThat(answerTo("GET /" + "a".repeat(200_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")
                        .status())
                .isIn(0, 414);
        assertThat(answerTo("GET / HTTP/1.1\r\nHost: x\r\nlong: " + "a".repeat(500_000) + "\r\n\r\n")
                        .status())
                .isIn(0, 431);
        assertThat(answerTo("GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(100_000) + "\r\n")
                        .status())
                .isIn(0, 431);
    }

    @Test
    void aBodyOverTheLimitIsRefusedWithTheLimit() throws Exception {
        Answer answer = put("{\"payload\":\"" + "a".repeat(5 * 1024 * 1024) + "\"}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("\"code\":\"InputTooLarge\"");
        tellsNothing(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nonsense",
                "null",
                "true",
                "17",
                "\"text\"",
                "[]",
                "{}",
                "{} {}",
                "{\"taskQueueId\": 1}",
                "{\"dependencies\": {}}",
                "{\"unknown\": 1}",
                "{\"payload\": 1e999999999}",
                "{\"payload\": NaN}",
                "{\"priority\": \"\\ud800\"}",
                "{\"priority\": \"\u0000\"}",
                "{\"priority\": \"\u00ff\u00fe\"}",
                "\u00ef\u00bb\u00bf{}",
                "{\"__proto__\": {\"constructor\": 1}}",
                "{\"taskQueueId\":\"a/b\",\"taskQueueId\":\"c/d\"}",
            })
    void bodiesThatAreNotWhatWasAskedForAreRefused(String body) throws Exception {
        Answer answer = put(body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\"", "\"message\"");
        tellsNothing(answer);
    }

    @Test
    void nestingWithoutEndIsRefused() throws Exception {
        for (String body : List.of(
                "[".repeat(1_000_000),
                "{\"a\":".repeat(500_000),
                definition(task -> task.put("taskQueueId", "tests/hostile"))
                        .replace(
                                "\"payload\":{}",
                                "\"payload\":{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
                "{\"payload\": " + "9".repeat(1_000_000) + "}")) {
            Answer answer = put(body);

            assertThat(answer.status()).isEqualTo(400);
            tellsNothing(answer);
        }
    }

    static Stream<Consumer<ObjectNode>> wrongDefinitions() {
        return Stream.of(
                task -> task.put("taskQueueId", "no-slash"),
                task -> task.put("taskQueueId", "a".repeat(39) + "/b"),
                task -> task.put("taskQueueId", "caf\u00e9/b"),
                task -> task.put("taskQueueId", "../.."),
                task -> task.put("taskGroupId", "short"),
                task -> task.put("schedulerId", "a b"),
                task -> task.put("deadline", "tomorrow"),
                task -> task.put("deadline", "2026-13-45T99:99:99Z"),
                task -> task.put("deadline", "+999999999-12-31T23:59:59Z"),
                task -> task.put("created", 17),
                task -> task.put("expires", "0000-00-00T00:00:00.000Z"),
                task -> task.put("retries", -1),
                task -> task.put("retries", 1.5),
                task -> task.put("retries", "5"),
                task -> task.put("priority", "urgent"),
                task -> task.put("payload", "text"),
                task -> task.putArray("scopes").add("new\nline"),
                task -> task.putArray("scopes").add("caf\u00e9"),
                task -> task.putArray("routes").add("a".repeat(300)),
                task -> task.putArray("dependencies").add("nobody"),
                task -> task.putArray("dependencies").add(7),
                task -> task.putArray("dependencies")
                        .add("AAAAAAAAAAAAAAAAAAAAAA")
                        .add("AAAAAAAAAAAAAAAAAAAAAA"),
                task -> task.putObject("tags").put("key", 1),
                task -> task.putObject("metadata"),
                task -> task.put("surprise", true));
    }

    @ParameterizedTest
    @MethodSource("wrongDefinitions")
    void definitionsWithAFaultAreRefused(Consumer<ObjectNode> fault) throws Exception {
        Answer answer = put(definition(fault));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"Input", "\"message\"");
        tellsNothing(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\u0000", "\\ud83d\\ude00", "\\u202e", "%00%s%n", "${jndi:ldap://x}", "'; --"})
    void strangeTextWhereTextIsFreeIsKeptOrRefused(String escaped) throws Exception {
        String body = definition(task -> {}).replace("of an end-to-end test", escaped);
        Answer answer = put(body);

        assertThat(answer.status()).as(answer.body()).isIn(200, 400);
        tellsNothing(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hawk",
                "Hawk ",
                "Hawk id",
                "Hawk id=\"root\"",
                "Hawk id=\"root\", ts=\"0\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"root\", ts=\"now\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"root\", ts=\"-1\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"root\", ts=\"999999999999\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"root\", ts=\"99999999999999999999999\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"root\", id=\"root\", ts=\"1\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"nobody\", ts=\"1\", nonce=\"n\", mac=\"m\", ext=\"!\"",
                "Hawk id=\"../..\", ts=\"1\", nonce=\"n\", mac=\"\"",
                "Hawk \u0001\u00ff",
                "Basic cm9vdDpyb290",
                "Bearer token",
            })
    void authorizationsThatAreNoneAreRefused(String authorization) throws Exception {
        Answer answer = answerTo(
                "GET /api/auth/v1/scopes/current HTTP/1.1\r\nHost: x\r\nAuthorization: " + authorization + "\r\n\r\n");

        assertThat(answer.status()).as(answer.body()).isIn(400, 401);
        assertThat(answer.body()).contains("\"code\":");
        tellsNothing(answer);
    }

    @Test
    void longAuthorizationsAreRefused() throws Exception {
        Answer answer = answerTo("GET /api/auth/v1/scopes/current HTTP/1.1\r\nHost: x\r\nAuthorization: Hawk id=\""
                + "a".repeat(30_000) + "\"\r\n\r\n");

        assertThat(answer.status()).isIn(401, 431);
        tellsNothing(answer);
    }

    @Test
    void staleAndForgedSignaturesAreRefused() throws Exception {
        Credentials root = server.root();
        for (Duration off : List.of(Duration.ofMinutes(-16), Duration.ofMinutes(16), Duration.ofDays(-4000))) {
            Clock clock = Clock.offset(Clock.systemUTC(), off);
            try (ApiClient late = new ApiClient(server.rootUrl(), RetryRule.NEVER, clock)) {
                assertThatThrownBy(() -> late.call(ApiCall.get("auth", "scopes", "current"), root))
                        .isInstanceOfSatisfying(
                                ApiException.class, e -> assertThat(e.status()).isEqualTo(401))
                        .hasMessageContaining("AuthenticationFailed");
            }
        }
        Credentials forged =
                Credentials.of(root.clientId(), "x" + root.accessToken().reveal());
        assertThatThrownBy(() -> api.call(ApiCall.get("auth", "scopes", "current"), forged))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(401));
    }

    @Test
    void aBodyThatIsNotTheSignedOneIsRefused() throws Exception {
        String path = "/api/queue/v1/task/" + Slug.nice();
        String signed = definition(task -> {});
        String authorization = RequestSigner.of(server.root(), Clock.systemUTC())
                .header("PUT", url(path), JSON, Bytes.wrap(signed.getBytes(StandardCharsets.UTF_8)));
        Answer answer = answerTo(request("PUT", path, authorization, signed.replace("a task", "A task")));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("\"code\":\"AuthenticationFailed\"");
    }

    static Stream<Consumer<ObjectNode>> tampering() {
        return Stream.of(
                certificate -> certificate.withArray("scopes").add("auth:*"),
                certificate -> certificate.putArray("scopes").add("*"),
                certificate ->
                        certificate.put("expiry", certificate.path("expiry").asLong() + 1),
                certificate ->
                        certificate.put("start", certificate.path("start").asLong() - 1),
                certificate -> certificate.put("seed", "a".repeat(44)),
                certificate -> certificate.put("signature", "AAAA"),
                certificate -> certificate.put("issuer", "nobody"),
                certificate -> certificate.remove("issuer"),
                certificate -> certificate.remove("signature"),
                certificate -> certificate.put("version", 2),
                certificate -> certificate.put("version", "1"),
                certificate -> certificate.put("start", "now"),
                certificate -> certificate.put("expiry", 1e300),
                certificate -> certificate.put("expiry", -1),
                certificate -> certificate.put("scopes", "*"),
                certificate -> certificate.putArray("scopes").add(1),
                certificate -> certificate.put("signature", 1),
                ObjectNode::removeAll);
    }

    @ParameterizedTest
    @MethodSource("tampering")
    void aCertificateThatWasTamperedWithIsRefused(Consumer<ObjectNode> change) throws Exception {
        Credentials temporary = temporary();
        ObjectNode certificate =
                (ObjectNode) Json.MAPPER.readTree(temporary.certificate().orElseThrow());
        change.accept(certificate);

        Answer answer = withExtension(temporary, base64("{\"certificate\":%s}".formatted(Json.write(certificate))));

        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(answer.body()).contains("\"code\":\"AuthenticationFailed\"");
        tellsNothing(answer);
    }

    @Test
    void theUntouchedCertificateIsGood() throws Exception {
        Credentials temporary = temporary();

        Answer answer = withExtension(
                temporary,
                base64("{\"certificate\":%s}".formatted(temporary.certificate().orElseThrow())));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("queue:tests");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[]",
                "{\"certificate\":[]}",
                "{\"certificate\":\"{\"}",
                "{\"authorizedScopes\":\"*\"}",
                "{\"authorizedScopes\":[1]}",
                "{\"authorizedScopes\":[\"\\n\"]}",
                "{\"certificate\":{},\"certificate\":{}}",
            })
    void signedExtensionsThatAreNoneAreRefused(String extension) throws Exception {
        Answer answer = withExtension(server.root(), base64(extension));

        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        tellsNothing(answer);
    }

    @Test
    void clientsThatNeverFinishDoNotHoldUpOthers() throws Exception {
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                RawConnection connection = new RawConnection(server.port());
                slow.add(connection);
                connection.send(
                        i % 2 == 0
                                ? "GET /api/queue/v1/ping HTTP/1.1\r\nHo"
                                : "PUT /api/queue/v1/task/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{");
            }
            anHonestRequestIsAnswered();
        } finally {
            for (RawConnection connection : slow) {
                connection.close();
            }
        }
    }

    /** Good ones, with fewer scopes. */
    private Credentials temporary() throws IOException {
        Instant now = Instant.now();
        return TemporaryCredentials.issueNamed(
                server.root(), "tests/temporary", List.of("queue:tests"), now, now.plusSeconds(3600));
    }

    private Answer withExtension(Credentials credentials, String extension) throws Exception {
        String path = "/api/auth/v1/scopes/current";
        HawkHeader header = HawkHeader.sign(
                credentials.clientId(),
                credentials.accessToken().reveal(),
                Instant.now(),
                Slug.nice(),
                Optional.empty(),
                Optional.of(extension),
                "GET",
                path,
                SignedHost.of(url("")));
        return answerTo("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + header.format() + "\r\n\r\n");
    }

    private String signed(String method, String target) throws IOException {
        Credentials root = server.root();
        return HawkHeader.sign(
                        root.clientId(),
                        root.accessToken().reveal(),
                        Instant.now(),
                        Slug.nice(),
                        Optional.empty(),
                        Optional.empty(),
                        method,
                        target,
                        SignedHost.of(url("")))
                .format();
    }

    /** Of a task; signed, so that nothing but the body can be at fault. Text is Latin-1, a character a byte. */
    private Answer put(String body) throws Exception {
        String path = "/api/queue/v1/task/" + Slug.nice();
        String authorization = RequestSigner.of(server.root(), Clock.systemUTC())
                .header("PUT", url(path), JSON, Bytes.wrap(body.getBytes(StandardCharsets.ISO_8859_1)));
        return answerTo(request("PUT", path, authorization, body));
    }

    private static String request(String method, String path, String authorization, String body) {
        return "%s %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nAuthorization: %s\r\nContent-Length: %d\r\n\r\n"
                        .formatted(method, path, JSON, authorization, body.length())
                + body;
    }

    private static String definition(Consumer<ObjectNode> change) {
        ObjectNode task =
                Json.MAPPER.valueToTree(QueueUser.definition(Slug.nice(), "tests/hostile", List.of(), Map.of()));
        change.accept(task);
        StringBuilder latin = new StringBuilder();
        // What is not ASCII goes out as the bytes of its UTF-8.
        for (byte unit : Json.write(task).getBytes(StandardCharsets.UTF_8)) {
            latin.append((char) (unit & 0xff));
        }
        return latin.toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private URI url(String path) throws IOException {
        return URI.create(server.rootUrl() + path);
    }

    private Answer answerTo(String bytes) throws IOException {
        return exchange(bytes, false);
    }

    /**
     * @param end whether we hang up after it, on which the server may do the same
     * @return status 0, if the server hung up
     */
    private Answer exchange(String bytes, boolean end) throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(bytes);
            if (end) {
                connection.endSending();
            }
            return connection.answer(bytes.startsWith("HEAD"));
        } catch (SocketException e) {
            // The server hung up while we were still sending.
            return new Answer(0, Map.of(), "");
        }
    }

    private static void tellsNothing(Answer answer) {
        assertThat(answer.body())
                .doesNotContain("\tat ", "\\tat ")
                .doesNotContainPattern("[a-z]\\.[A-Z][A-Za-z]*(Exception|Error)")
                .doesNotContainPattern(
                        "\\b(java|javax|io\\.netty|io\\.micronaut|io\\.spotcluster|tools\\.jackson)\\.[a-z]");
    }
}

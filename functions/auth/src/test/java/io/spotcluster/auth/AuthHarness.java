package io.spotcluster.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Authenticator;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.configuration.ConfigurationDocument;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.auth.clients.AesTokenCipher;
import io.spotcluster.base.Bytes;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.ports.session.CloudSessions;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.testkit.HandTurnedClock;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Auth on tables in memory, called as clients call it: signed requests through the kernel. */
final class AuthHarness {
    static final String ROOT_URL = "https://tc.example.com";
    static final Credentials ROOT = Credentials.of(Bootstrap.ROOT, "root-token-0123456789-abcd");
    static final Credentials QUEUE = Credentials.of(Bootstrap.QUEUE, "queue-token-0123456789-abc");

    static final AccessToken LOGIN_TOKEN = new AccessToken("login-token-0123456789-abc");

    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();

    final HandTurnedClock clock;
    final Tables tables;
    final AuthService service;
    private final AuthConfiguration configuration;
    private final Kernel kernel;

    private AuthHarness(
            HandTurnedClock clock, Tables tables, AuthConfiguration configuration, Optional<CloudSessions> sessions) {
        this.clock = clock;
        this.tables = tables;
        this.configuration = configuration;
        service = AuthService.create(
                configuration,
                new AuthService.Ground(
                        tables,
                        new AesTokenCipher(Bytes.wrap(new byte[32])),
                        sessions,
                        () -> LOGIN_TOKEN,
                        List.of(SignedHost.of(URI.create(ROOT_URL))),
                        clock,
                        AuthService.KEPT_FOR));
        service.bootstrap().ensure(ROOT.accessToken(), QUEUE.accessToken());
        kernel = kernel(UnaryOperator.identity(), service.authenticator());
    }

    Kernel kernel(UnaryOperator<Service> watched, Authenticator authenticator) {
        return new Kernel(
                KernelConfiguration.of(ROOT_URL, clock).withCheckReplies(true),
                List.of(watched.apply(service.api()), service.login()),
                authenticator,
                SCHEMAS);
    }

    static AuthHarness create() {
        return protecting();
    }

    /** @param patterns of scopes that no change may open */
    static AuthHarness protecting(String... patterns) {
        HandTurnedClock clock = new HandTurnedClock();
        return new AuthHarness(
                clock,
                new MemoryTables(clock),
                configuration("{\"auth\":{\"protectedScopes\":[%s]}}"
                        .formatted(Stream.of(patterns).map("\"%s\""::formatted).collect(Collectors.joining(",")))),
                Optional.empty());
    }

    static AuthHarness on(HandTurnedClock clock, Tables tables) {
        return new AuthHarness(clock, tables, AuthConfiguration.NONE, Optional.empty());
    }

    static AuthHarness configured(AuthConfiguration configuration) {
        return configured(configuration, Optional.empty());
    }

    static AuthHarness configured(AuthConfiguration configuration, Optional<CloudSessions> sessions) {
        HandTurnedClock clock = new HandTurnedClock();
        return new AuthHarness(clock, new MemoryTables(clock), configuration, sessions);
    }

    /** By a configuration that an operator wrote. */
    static AuthConfiguration configuration(String json) {
        ConfigurationDocument document = ConfigurationDocument.of(
                (ObjectNode) JsonMapper.shared().readTree(json), Path.of(""), Map.of(), SCHEMAS);
        AuthConfiguration configuration = AuthConfiguration.read(document);
        if (!document.faults().isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", document.faults()));
        }
        return configuration;
    }

    /** Another process on the same tables, with its own memory. */
    AuthHarness otherProcess() {
        return new AuthHarness(clock, tables, configuration, Optional.empty());
    }

    /** Another start with this configuration, on the same tables. */
    AuthHarness restarted(AuthConfiguration configuration) {
        return new AuthHarness(clock, tables, configuration, Optional.empty());
    }

    /** A reply, for assertions. */
    record Answer(int status, JsonNode json) {
        Answer ok() {
            assertThat(status).as(() -> json.toString()).isEqualTo(200);
            return this;
        }

        Answer fails(int expectedStatus, String code, String... words) {
            assertThat(status).as(() -> json.toString()).isEqualTo(expectedStatus);
            assertThat(json.path("code").stringValue()).isEqualTo(code);
            for (String word : words) {
                assertThat(json.path("message").stringValue()).contains(word);
            }
            return this;
        }

        String text(String field) {
            return json.path(field).stringValue();
        }

        List<String> list(String field) {
            return json.path(field).valueStream().map(JsonNode::stringValue).toList();
        }
    }

    Answer call(Credentials credentials, String method, String path) {
        return send(method, path, Optional.of(RequestSigner.of(credentials, clock)), Optional.empty());
    }

    Answer call(Credentials credentials, String method, String path, JsonNode body) {
        return send(method, path, Optional.of(RequestSigner.of(credentials, clock)), Optional.of(body));
    }

    Answer anonymously(String method, String path) {
        return send(method, path, Optional.empty(), Optional.empty());
    }

    Answer anonymously(String method, String path, JsonNode body) {
        return send(method, path, Optional.empty(), Optional.of(body));
    }

    /** @param path below {@code /api/auth/v1}, raw */
    Answer send(String method, String path, Optional<RequestSigner> signer, Optional<JsonNode> body) {
        URI url = URI.create(ROOT_URL + "/api/auth/v1" + path);
        Bytes bytes = body.map(json -> Bytes.utf8(json.toString())).orElse(Bytes.EMPTY);
        Map<String, String> headers = new HashMap<>();
        body.ifPresent(json -> headers.put("content-type", "application/json"));
        signer.ifPresent(present -> headers.put(
                "authorization",
                body.isPresent()
                        ? present.header(method, url, "application/json", bytes)
                        : present.header(method, url)));
        return send(method, url, headers, bytes);
    }

    Answer send(String method, URI url, Map<String, String> headers, Bytes body) {
        Map<String, List<String>> lists = new HashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        String query = url.getRawQuery() == null ? "" : url.getRawQuery();
        HttpReply reply = kernel.handle(new HttpRequest(method, url.getRawPath(), query, lists, body, "127.0.0.1"));
        JsonNode json = reply.body().length() == 0
                ? JsonMapper.shared().createObjectNode()
                : JsonMapper.shared().readTree(reply.body().toArray());
        return new Answer(reply.status(), json);
    }

    /** Makes a client by the API, as root, for two days. */
    Credentials client(String clientId, String... scopes) {
        Answer answer =
                call(ROOT, "PUT", clientPath(clientId), clientBody(scopes)).ok();
        return new Credentials(clientId, new AccessToken(answer.text("accessToken")), Optional.empty());
    }

    /** Makes a role by the API, as root. */
    void role(String roleId, String... scopes) {
        call(ROOT, "PUT", rolePath(roleId), roleBody(scopes)).ok();
    }

    static String clientPath(String clientId) {
        return "/clients/" + encoded(clientId);
    }

    static String rolePath(String roleId) {
        return "/roles/" + encoded(roleId);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    ObjectNode clientBody(String... scopes) {
        return scoped(scopes)
                .put("description", "a client")
                .put("expires", clock.instant().plus(Duration.ofDays(2)).toString());
    }

    static ObjectNode roleBody(String... scopes) {
        return scoped(scopes).put("description", "a role");
    }

    static ObjectNode scoped(String... scopes) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        ArrayNode list = json.putArray("scopes");
        for (String scope : scopes) {
            list.add(scope);
        }
        return json;
    }
}

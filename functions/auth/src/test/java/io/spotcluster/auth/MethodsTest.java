package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static io.spotcluster.auth.AuthHarness.roleBody;
import static io.spotcluster.auth.AuthHarness.scoped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.auth.AuthHarness.Answer;
import io.spotcluster.ports.session.CloudSessions;
import java.net.URI;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Each method of auth in a line or two: what it does for who may call it, and that others are refused. */
class MethodsTest {
    private final LoopbackSystem others = new LoopbackSystem(MethodsTest::answer);
    private final AuthHarness auth =
            AuthHarness.configured(AuthHarness.configuration(everything()), Optional.of(_ -> session()));

    @AfterEach
    void close() {
        others.close();
    }

    private static CloudSessions.Session session() {
        return new CloudSessions.Session("AKID", "secret", "token", Instant.parse("2026-01-01T01:00:00Z"));
    }

    /** GitHub and Sentry. */
    private static HttpReply answer(HttpRequest request) {
        return switch (request.rawPath()) {
            case "/orgs/owner/installation" ->
                LoopbackSystem.json(200, Map.of("id", 1, "account", Map.of("login", "owner")));
            case "/app/installations/1/access_tokens" ->
                LoopbackSystem.json(201, Map.of("token", "ghs_token", "expires_at", "2026-01-01T01:00:00Z"));
            case "/api/0/projects/org/project/keys/" -> {
                Map<String, Object> key = Map.of(
                        "id", "1", "dsn", Map.of("secret", "https://s@example.com", "public", "https://p@example.com"));
                yield request.method().equals("POST")
                        ? LoopbackSystem.json(201, key)
                        : LoopbackSystem.json(200, List.of());
            }
            default -> LoopbackSystem.json(404, Map.of());
        };
    }

    private String everything() {
        return """
                {"auth": {
                   "aws": {"roles": [{"roleArn": "arn:aws:iam::123456789012:role/r", "buckets": ["bucket"]}]},
                   "websocktunnel": {"secret": "0123456789abcdef0123456789abcdef"},
                   "sentry": {"url": "%s", "organization": "org", "team": "team", "keyPrefix": "ours", "authToken": "t"},
                   "github": {"apiUrl": "%s", "apps": {"app": {"appId": "1", "privateKey": "%s"}}}}}""".formatted(others.url(), others.url(), key());
    }

    private static String key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return "-----BEGIN PRIVATE KEY-----\\\\n%s\\\\n-----END PRIVATE KEY-----"
                    .formatted(Base64.getEncoder()
                            .encodeToString(
                                    generator.generateKeyPair().getPrivate().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** @param expected of the answer to root */
    private record Case(String method, String path, Optional<JsonNode> body, Consumer<Answer> expected) {}

    private static Case method(String name, String path, Consumer<Answer> expected) {
        return new Case(name, path, Optional.empty(), expected);
    }

    private static Case method(String name, String path, JsonNode body, Consumer<Answer> expected) {
        return new Case(name, path, Optional.of(body), expected);
    }

    private static Consumer<Answer> says(String pointer, String text) {
        return answer -> assertThat(answer.ok().json().at(pointer).asString("")).isEqualTo(text);
    }

    private static Consumer<Answer> lists(String field, String... texts) {
        return answer -> assertThat(answer.ok().list(field)).contains(texts);
    }

    private static Consumer<Answer> has(String pointer) {
        return answer -> assertThat(answer.ok().json().at(pointer).isMissingNode())
                .as(() -> answer.json().toString())
                .isFalse();
    }

    private static Consumer<Answer> refuses(int status, String code) {
        return answer -> answer.fails(status, code);
    }

    private List<Case> cases() {
        ObjectNode github = JsonMapper.shared().createObjectNode();
        github.putObject("permissions").put("contents", "read");
        github.putArray("repositories").add("repo");
        return List.of(
                method(
                        "ping",
                        "/ping",
                        answer -> assertThat(answer.ok().json().path("alive").booleanValue())
                                .isTrue()),
                method("lbheartbeat", "/__lbheartbeat__", Answer::ok),
                method("version", "/__version__", has("/version")),
                method("heartbeat", "/__heartbeat__", Answer::ok),
                method("listClients", "/clients/?prefix=ther", says("/clients/0/clientId", "there")),
                method("client", "/clients/there", lists("scopes", "a:*")),
                method("createClient", "/clients/new", auth.clientBody("b"), has("/accessToken")),
                method("updateClient", "/clients/there", auth.clientBody("b"), lists("scopes", "b")),
                method("resetAccessToken", "/clients/there/reset", has("/accessToken")),
                method("disableClient", "/clients/there/disable", has("/disabled")),
                method("enableClient", "/clients/there/enable", has("/disabled")),
                method("deleteClient", "/clients/there", Answer::ok),
                method("getEntityHistory", "/audit/client/there", says("/auditHistory/1/actionType", "created")),
                method(
                        "listAuditHistory",
                        clientPath(Bootstrap.ROOT) + "/audit",
                        says("/auditHistory/0/clientId", Bootstrap.ROOT)),
                method("listRoles", "/roles/", has("/0/roleId")),
                method("listRoles2", "/roles2/", has("/roles/0/roleId")),
                method("listRoleIds", "/roleids/", lists("roleIds", "there", "anonymous")),
                method("role", "/roles/there", lists("expandedScopes", "assume:there", "a:*")),
                method("createRole", "/roles/new", roleBody("b"), says("/roleId", "new")),
                method("updateRole", "/roles/there", roleBody("b"), lists("scopes", "b")),
                method("deleteRole", "/roles/there", Answer::ok),
                method(
                        "expandScopes",
                        "/scopes/expand",
                        scoped("assume:there"),
                        lists("scopes", "assume:there", "a:*")),
                method(
                        "explainScope",
                        "/spotcluster/scopes/explain",
                        JsonMapper.shared().readTree("{\"subject\": {\"clientId\": \"there\"}, \"scope\": \"a:1\"}"),
                        answer -> assertThat(
                                        answer.ok().json().path("satisfied").booleanValue())
                                .isTrue()),
                method(
                        "scopeReach",
                        "/spotcluster/scopes/reach",
                        JsonMapper.shared().readTree("{\"change\": {\"roleId\": \"there\"}}"),
                        says("/changes/0/roleId", "there")),
                method("currentScopes", "/scopes/current", lists("scopes", "*")),
                method("awsS3Credentials", "/aws/s3/read-only/bucket/a/", has("/credentials/sessionToken")),
                method("azureAccounts", "/azure/accounts", has("/accounts")),
                method("azureTables", "/azure/account/tables", refuses(404, "ResourceNotFound")),
                method("azureTableSAS", "/azure/account/table/table/read-only", refuses(404, "ResourceNotFound")),
                method("azureContainers", "/azure/account/containers", refuses(404, "ResourceNotFound")),
                method(
                        "azureContainerSAS",
                        "/azure/account/containers/container/read-write",
                        refuses(404, "ResourceNotFound")),
                method("sentryDSN", "/sentry/project/dsn", says("/dsn/public", "https://p@example.com")),
                method("websocktunnelToken", "/websocktunnel/tunnel/worker", has("/token")),
                method(
                        "gcpCredentials",
                        "/gcp/credentials/project/account@example.com",
                        refuses(400, "InvalidRequestArguments")),
                method("githubRepoToken", "/github/app/owner/repo-token", github, says("/token", "ghs_token")),
                method("authenticateHawk", "/authenticate-hawk", hawk(), says("/clientId", Bootstrap.ROOT)),
                method("testAuthenticate", "/test-authenticate", tested(), refuses(401, "AuthenticationFailed")),
                method("testAuthenticateGet", "/test-authenticate-get/", refuses(401, "AuthenticationFailed")));
    }

    private ObjectNode hawk() {
        URI url = URI.create("https://other.example.com/a");
        return JsonMapper.shared()
                .createObjectNode()
                .put("method", "get")
                .put("resource", "/a")
                .put("host", "other.example.com")
                .put("port", 443)
                .put("authorization", RequestSigner.of(ROOT, auth.clock).header("GET", url));
    }

    private static ObjectNode tested() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.putArray("clientScopes").add("test:*");
        json.putArray("requiredScopes").add("test:it");
        return json;
    }

    private Map<String, ApiMethod> declared() {
        return auth.service.api().methods().stream().collect(Collectors.toMap(ApiMethod::name, method -> method));
    }

    @Test
    void everyMethodHasACase() {
        Set<String> declared = new TreeSet<>(declared().keySet());
        declared.addAll(Set.of("ping", "lbheartbeat", "version", "heartbeat"));

        assertThat(cases().stream().map(Case::method)).containsExactlyInAnyOrderElementsOf(declared);
        // Taskcluster's 36, and two of ours.
        assertThat(declared).hasSize(38);
    }

    @TestFactory
    Stream<DynamicTest> everyMethodDoesItsWorkForWhoMayCallIt() {
        return cases().stream()
                .map(one -> dynamicTest(one.method(), () -> {
                    prepare();
                    one.expected().accept(call(one, ROOT));
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyMethodWithScopesIsRefusedToAClientWithOthers() {
        return cases().stream()
                .filter(one -> Optional.ofNullable(declared().get(one.method()))
                        .flatMap(ApiMethod::scopes)
                        .isPresent())
                .map(one -> dynamicTest(one.method(), () -> {
                    prepare();
                    auth.call(ROOT, "DELETE", "/roles/anonymous").ok();
                    Credentials other = auth.client("other", "other:scope");
                    call(one, other).fails(403, "InsufficientScopes", "'other'");
                }));
    }

    /** What the cases are about, as it is before each of them. */
    private void prepare() {
        for (String path : List.of("/clients/there", "/clients/new", "/clients/other", "/roles/there", "/roles/new")) {
            auth.call(ROOT, "DELETE", path).ok();
        }
        auth.client("there", "a:*");
        auth.role("there", "a:*");
    }

    private Answer call(Case one, Credentials caller) {
        String httpMethod = Optional.ofNullable(declared().get(one.method()))
                .map(ApiMethod::httpMethod)
                .orElse("GET");
        return one.body()
                .map(body -> auth.call(caller, httpMethod, one.path(), body))
                .orElseGet(() -> auth.call(caller, httpMethod, one.path()));
    }
}

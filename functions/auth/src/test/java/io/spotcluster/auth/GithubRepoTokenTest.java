package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.auth.AuthHarness.Answer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class GithubRepoTokenTest {
    private static final KeyPair KEY = rsaKey();

    private final Set<String> uninstalled = ConcurrentHashMap.newKeySet();
    private final LoopbackSystem github = new LoopbackSystem(this::answer);
    private final AuthHarness auth = AuthHarness.configured(AuthHarness.configuration(configuration(pkcs1())));

    @AfterEach
    void close() {
        github.close();
    }

    private static KeyPair rsaKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** As GitHub gives it: what the JDK encodes without its first 26 bytes, which name the algorithm. */
    private static String pkcs1() {
        byte[] pkcs8 = KEY.getPrivate().getEncoded();
        return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
    }

    private String configuration(String pem) {
        ObjectNode app =
                JsonMapper.shared().createObjectNode().put("appId", "12345").put("privateKey", pem);
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.putObject("auth")
                .putObject("github")
                .put("apiUrl", github.url())
                .putObject("apps")
                .set("app", app);
        return root.toString();
    }

    private HttpReply answer(HttpRequest request) {
        String token = request.header("authorization").orElse("").replaceFirst("^Bearer ", "");
        if (!isSignedByTheApp(token)) {
            return LoopbackSystem.json(401, Map.of("message", "Bad credentials"));
        }
        String path = request.rawPath();
        return switch (path) {
            case "/orgs/org/installation" -> installation(1, "Org");
            case "/orgs/user/installation" -> LoopbackSystem.json(404, Map.of("message", "Not Found"));
            case "/users/user/installation" -> installation(2, "user");
            case "/orgs/formername/installation" -> installation(3, "newname");
            case "/orgs/moved/installation" ->
                LoopbackSystem.json(301, "{}", Map.of("location", github.url() + "/orgs/org/installation"));
            case "/orgs/limited/installation" ->
                LoopbackSystem.json(403, "{\"message\":\"no\"}", Map.of("x-ratelimit-remaining", "0"));
            case "/orgs/secondary/installation" ->
                LoopbackSystem.json(403, Map.of("message", "You have exceeded a secondary rate limit"));
            case "/orgs/forbidden/installation" -> LoopbackSystem.json(403, Map.of("message", "Forbidden"));
            case "/orgs/broken/installation" -> LoopbackSystem.json(200, "<html>", Map.of());
            case "/app/installations/1/access_tokens" ->
                uninstalled.contains("org") ? LoopbackSystem.json(404, Map.of()) : made(request);
            case "/app/installations/2/access_tokens" -> made(request);
            default -> LoopbackSystem.json(404, Map.of("message", "Not Found"));
        };
    }

    private static HttpReply installation(int id, String owner) {
        return LoopbackSystem.json(200, Map.of("id", id, "account", Map.of("login", owner)));
    }

    private static HttpReply made(HttpRequest request) {
        if (request.body().asUtf8().contains("nosuchrepo")) {
            return LoopbackSystem.json(422, Map.of("message", "There is at least one repository that does not exist"));
        }
        return LoopbackSystem.json(
                201, Map.of("token", "ghs_" + request.body().asUtf8(), "expires_at", "2026-01-01T01:00:00Z"));
    }

    private boolean isSignedByTheApp(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            return jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
                    && jwt.verify(new RSASSAVerifier((RSAPublicKey) KEY.getPublic()))
                    && jwt.getJWTClaimsSet().getIssuer().equals("12345")
                    && jwt.getJWTClaimsSet()
                            .getExpirationTime()
                            .toInstant()
                            .isBefore(auth.clock.instant().plus(Duration.ofMinutes(10)))
                    && jwt.getJWTClaimsSet().getIssueTime().toInstant().isBefore(auth.clock.instant());
        } catch (Exception e) {
            return false;
        }
    }

    private static ObjectNode wanted(String repository, String permission, String level) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.putObject("permissions").put(permission, level);
        json.putArray("repositories").add(repository);
        return json;
    }

    private Answer ask(Credentials credentials, String owner, ObjectNode body) {
        return auth.call(credentials, "POST", "/github/app/%s/repo-token".formatted(owner), body);
    }

    private Answer ask(String owner) {
        return ask(ROOT, owner, wanted("repo", "contents", "read"));
    }

    @Test
    void aTokenOfTheInstallationIsMadeForExactlyWhatWasAsked() {
        Answer answer = ask(ROOT, "OrG", wanted("Repo", "contents", "read")).ok();

        assertThat(answer.text("token"))
                .isEqualTo("ghs_{\"repositories\":[\"repo\"],\"permissions\":{\"contents\":\"read\"}}");
        assertThat(answer.text("expires")).isEqualTo("2026-01-01T01:00:00.000Z");
        ask("user").ok();
    }

    @Test
    void eachPermissionOnEachRepositoryTakesItsScopeInLowerCase() {
        Credentials caller = auth.client("x", "auth:github-repo-token:app/org/repo:contents:read");

        ask(caller, "ORG", wanted("REPO", "contents", "read")).ok();
        ask(caller, "org", wanted("repo", "contents", "write")).fails(403, "InsufficientScopes", "contents:write");
        ask(caller, "org", wanted("other", "contents", "read")).fails(403, "InsufficientScopes");
        ask(caller, "user", wanted("repo", "contents", "read")).fails(403, "InsufficientScopes");
        ObjectNode two = wanted("repo", "contents", "read");
        ((tools.jackson.databind.node.ArrayNode) two.path("repositories")).add("second");
        ask(caller, "org", two).fails(403, "InsufficientScopes", "second:contents:read");
        auth.call(caller, "POST", "/github/unknown/org/repo-token", wanted("repo", "contents", "read"))
                .fails(403, "InsufficientScopes");
        assertThat(github.calls).hasSize(2);
    }

    @Test
    void writingDoesNotStandForReading() {
        Credentials caller = auth.client("x", "auth:github-repo-token:app/org/repo:contents:write");

        ask(caller, "org", wanted("repo", "contents", "read")).fails(403, "InsufficientScopes");
    }

    @Test
    void whatGithubDoesNotHaveIsSaid() {
        auth.call(ROOT, "POST", "/github/unknown/org/repo-token", wanted("repo", "contents", "read"))
                .fails(404, "ResourceNotFound", "unknown");
        ask("nobody").fails(404, "ResourceNotFound", "nobody");
        ask("formername").fails(400, "InputError", "newname", "renamed");
        ask("moved").fails(400, "InputError", "renamed");
        ask(ROOT, "org", wanted("nosuchrepo", "contents", "read")).fails(400, "InputError", "does not exist");
        ask(ROOT, "org", wanted("repo", "nothing", "read")).fails(400, "InputValidationError", "nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limited", "secondary"})
    void aLimitOfGithubsIsPassedOn(String owner) {
        ask(owner).fails(429, "TooManyRequests", "'app'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"forbidden", "broken"})
    void whatNobodyExpectedIsAnErrorOfTheServer(String owner) {
        assertThat(ask(owner).status()).isEqualTo(500);
    }

    @Test
    void installationsAreRememberedUntilTheyAreGone() {
        ask("org").ok();
        ask("ORG").ok();
        assertThat(github.calls)
                .filteredOn(call -> call.endsWith("/installation"))
                .hasSize(1);

        uninstalled.add("org");
        ask("org").fails(404, "ResourceNotFound", "not installed");
        uninstalled.clear();
        ask("org").ok();
        assertThat(github.calls)
                .filteredOn(call -> call.endsWith("/installation"))
                .hasSize(2);

        auth.clock.advance(Duration.ofHours(1));
        ask("org").ok();
        assertThat(github.calls)
                .filteredOn(call -> call.endsWith("/installation"))
                .hasSize(3);
    }

    @Test
    void withoutAnAppItSaysSo() {
        AuthHarness.create()
                .call(ROOT, "POST", "/github/app/org/repo-token", wanted("repo", "contents", "read"))
                .fails(404, "ResourceNotFound", "auth.github");
    }

    @Test
    void keysComeInBothFormsAndInOneLine() {
        AuthHarness.configuration(
                configuration(pem("PRIVATE KEY", KEY.getPrivate().getEncoded())));
        AuthHarness.configuration(configuration(pkcs1().replace("\n", "\\n")));
        assertThatThrownBy(() -> AuthHarness.configuration(configuration("-----BEGIN RSA PRIVATE KEY-----\nAAAA")))
                .hasMessageContaining("$.auth.github.apps.app.privateKey")
                .hasMessageNotContaining("AAAA");
    }
}

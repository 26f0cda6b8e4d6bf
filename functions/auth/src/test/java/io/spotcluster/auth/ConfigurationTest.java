package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.configuration.ConfigurationDocument;
import io.spotcluster.api.limits.RateLimits;
import io.spotcluster.api.schemas.SchemaCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ConfigurationTest {
    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();
    private static final String TOKEN = "static-token-0123456789";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private ConfigurationDocument read(String json, Map<String, String> environment) {
        return ConfigurationDocument.of((ObjectNode) JsonMapper.shared().readTree(json), folder, environment, SCHEMAS);
    }

    private static String faults(ConfigurationDocument document) {
        AuthConfiguration.read(document);
        RateLimits.read(document);
        return String.join("\n", document.faults());
    }

    private static String staticClient(String clientId, String token) {
        return """
                {"auth": {"staticClients": [
                  {"clientId": "%s", "accessToken": %s, "description": "d", "scopes": ["a:*", "b"]}]}}""".formatted(clientId, token);
    }

    @Test
    void staticClientsComeAndGoWithTheConfiguration() {
        AuthConfiguration with = AuthHarness.configuration(staticClient("static/mine/ci", "\"" + TOKEN + "\""));
        AuthHarness auth = AuthHarness.configured(with);
        Credentials client = Credentials.of("static/mine/ci", TOKEN);

        assertThat(auth.call(client, "GET", "/scopes/current").ok().list("scopes"))
                .contains("a:*", "b");
        auth.call(ROOT, "DELETE", clientPath("static/mine/ci")).fails(400, "InputError", "static/");
        auth.call(ROOT, "POST", clientPath("static/mine/ci"), auth.clientBody("c"))
                .fails(400, "InputError");
        AuthHarness same = auth.restarted(with);
        assertThat(history(same, "static/mine/ci")).containsExactly("created");

        auth.clock.advance(Duration.ofSeconds(1));
        AuthHarness fewer = auth.restarted(AuthHarness.configuration(
                staticClient("static/mine/ci", "\"" + TOKEN + "\"").replace(", \"b\"", "")));
        assertThat(fewer.call(client, "GET", "/scopes/current").ok().list("scopes"))
                .doesNotContain("b");

        auth.clock.advance(Duration.ofSeconds(1));
        AuthHarness without = auth.restarted(AuthConfiguration.NONE);
        without.call(client, "GET", "/scopes/current").fails(401, "AuthenticationFailed");
        without.call(ROOT, "GET", clientPath("static/mine/ci")).fails(404, "ResourceNotFound");
        assertThat(history(without, "static/mine/ci")).containsExactly("created", "updated", "deleted");
    }

    private static List<String> history(AuthHarness auth, String clientId) {
        return auth.call(ROOT, "GET", "/audit/client/" + AuthHarness.encoded(clientId))
                .ok()
                .json()
                .path("auditHistory")
                .valueStream()
                .map(entry -> entry.path("actionType").stringValue())
                .toList();
    }

    @Test
    void secretsMayBeInTheEnvironmentOrInFiles() throws IOException {
        Files.writeString(folder.resolve("token"), TOKEN + "\n");
        ConfigurationDocument document = read("""
                {"auth": {"rootAccessToken": {"environment": "ROOT_TOKEN"},
                          "staticClients": [{"clientId": "static/x", "accessToken": {"file": "token"},
                                             "description": "", "scopes": []}]}}""", Map.of("ROOT_TOKEN", "root-" + TOKEN));
        AuthConfiguration configuration = AuthConfiguration.read(document);

        assertThat(document.faults()).isEmpty();
        assertThat(configuration.rootToken().map(token -> token.reveal())).contains("root-" + TOKEN);
        assertThat(configuration.staticClients().getFirst().accessToken().reveal())
                .isEqualTo(TOKEN);
        assertThat(configuration.toString()).doesNotContain(TOKEN);
    }

    @Test
    void whatTheSchemaRefusesIsToldAtOnceWithoutSecrets() {
        assertThat(faults(read("""
                        {"auth": {"rootAccessToken": 7, "auditRetentionDays": 0, "unknown": 1,
                                  "sentry": {"authToken": "SECRET-1"}},
                         "rateLimits": {"perClient": {"requests": 0}}}""", Map.of())))
                .contains(
                        "$.auth.rootAccessToken",
                        "$.auth.auditRetentionDays",
                        "unknown",
                        "organization",
                        "$.rateLimits.perClient")
                .doesNotContain("SECRET");
    }

    @Test
    void whatTheSchemaCannotSeeIsToldAtOnceWithoutSecrets() {
        assertThat(faults(read("""
                {"auth": {"rootAccessToken": "SECRET 1 with spaces in it",
                          "protectedScopes": ["*"],
                          "staticClients": [
                            {"clientId": "static/a", "accessToken": {"environment": "NOWHERE"}, "description": "", "scopes": []},
                            {"clientId": "static/a", "accessToken": {"file": "nowhere"}, "description": "", "scopes": ["x**"]},
                            {"clientId": "static/taskcluster/root", "accessToken": "SECRET-2", "description": "", "scopes": []}],
                          "aws": {"roles": [
                            {"roleArn": "arn:aws:iam::123456789012:role/one", "buckets": ["bucket"]},
                            {"roleArn": "arn:aws:iam::123456789012:role/two", "buckets": ["bucket"]}]},
                          "github": {"apps": {"app": {"appId": "1", "privateKey": "SECRET-3"}}}},
                 "rateLimits": {"trustedProxies": ["1.2.3.4/33"]}}""", Map.of())))
                .contains(
                        "$.auth.rootAccessToken",
                        "$.auth.protectedScopes",
                        "NOWHERE",
                        "nowhere",
                        "'static/a' stands there twice",
                        "x**",
                        "static/taskcluster/root",
                        "'bucket' stands there twice",
                        "$.auth.github.apps.app.privateKey",
                        "1.2.3.4/33")
                .doesNotContain("SECRET");
    }

    @Test
    void anEmptyDocumentIsTheDefault() {
        ConfigurationDocument document = read("{}", Map.of());

        assertThat(AuthConfiguration.read(document)).isEqualTo(AuthConfiguration.NONE);
        assertThat(RateLimits.read(document)).isEqualTo(RateLimits.NONE);
    }
}

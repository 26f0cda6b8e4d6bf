package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.ROOT_URL;
import static io.spotcluster.auth.AuthHarness.scoped;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.authentication.TemporaryCredentials;
import io.spotcluster.auth.AuthHarness.Answer;
import io.spotcluster.base.Bytes;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ScopeApiTest {
    private static final Credentials TESTER = Credentials.of("tester", "no-secret");

    private final AuthHarness auth = AuthHarness.create();

    @Test
    void expandScopesFollowsRoles() {
        auth.role("r", "a", "assume:s");
        auth.role("s", "b");

        assertThat(auth.call(ROOT, "POST", "/scopes/expand", scoped("assume:r", "c"))
                        .ok()
                        .list("scopes"))
                .containsExactly("a", "assume:r", "assume:s", "b", "c");
    }

    @Test
    void currentScopesAreThoseOfThisVeryRequest() {
        auth.role("r", "a:*");
        Credentials client = auth.client("x", "assume:r", "b", "auth:create-client:x/*");
        Credentials temporary = TemporaryCredentials.issueNamed(
                client,
                "x/1",
                List.of("a:1", "b"),
                auth.clock.instant(),
                auth.clock.instant().plusSeconds(60));

        assertThat(auth.call(client, "GET", "/scopes/current").ok().list("scopes"))
                .contains("a:*", "assume:r", "b", "assume:anonymous");
        assertThat(auth.call(temporary, "GET", "/scopes/current").ok().list("scopes"))
                .contains("a:1", "b", "assume:anonymous")
                .doesNotContain("a:*", "assume:r");
        RequestSigner restricted = RequestSigner.restricted(temporary, List.of("b"), auth.clock);
        assertThat(auth.send("GET", "/scopes/current", Optional.of(restricted), Optional.empty())
                        .ok()
                        .list("scopes"))
                .contains("b")
                .doesNotContain("a:1");
    }

    @Test
    void whoeverCallsWithoutCredentialsHasTheScopesOfTheAnonymousRole() {
        assertThat(auth.anonymously("GET", "/scopes/current").ok().list("scopes"))
                .contains("assume:anonymous", "auth:current-scopes", "queue:get-artifact:public/*");
        auth.anonymously("GET", "/clients/").fails(403, "InsufficientScopes", "auth:list-clients");
    }

    private ObjectNode signed(Optional<String> authorization, String resource) {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("method", "get")
                .put("resource", resource)
                .put("host", "other.example.com")
                .put("port", 443);
        authorization.ifPresent(text -> json.put("authorization", text));
        return json;
    }

    @Test
    void authenticateHawkTellsWhoSigned() {
        Credentials client = auth.client("x", "a");
        String header = RequestSigner.of(client, auth.clock)
                .header("GET", URI.create("https://other.example.com/a%2Fb?c"), "text/plain", Bytes.utf8("x"));

        Answer told = auth.anonymously("POST", "/authenticate-hawk", signed(Optional.of(header), "/a%2Fb?c"))
                .ok();

        assertThat(told.text("status")).isEqualTo("auth-success");
        assertThat(told.text("scheme")).isEqualTo("hawk");
        assertThat(told.text("clientId")).isEqualTo("x");
        assertThat(told.text("expires")).isEqualTo("2026-01-03T00:00:00.000Z");
        assertThat(told.text("hash")).isNotEmpty();
        assertThat(told.list("scopes")).contains("a", "assume:anonymous");
    }

    @Test
    void authenticateHawkTellsOfABewit() {
        URI url = RequestSigner.of(auth.client("x", "a"), auth.clock)
                .bewit(
                        URI.create("https://other.example.com/a"),
                        auth.clock.instant().plusSeconds(60));

        Answer told = auth.anonymously(
                        "POST",
                        "/authenticate-hawk",
                        signed(Optional.empty(), url.getRawPath() + "?" + url.getRawQuery()))
                .ok();

        assertThat(told.text("clientId")).isEqualTo("x");
    }

    @Test
    void authenticateHawkAnswersThatASignatureIsNotGood() {
        String header = RequestSigner.of(auth.client("x", "a"), auth.clock)
                .header("GET", URI.create("https://other.example.com/a"));

        Answer told = auth.anonymously("POST", "/authenticate-hawk", signed(Optional.of(header), "/b"))
                .ok();

        assertThat(told.text("status")).isEqualTo("auth-failed");
        assertThat(told.text("message")).contains("mac");
        assertThat(told.json().size()).isEqualTo(2);
    }

    @Test
    void authenticateHawkAnswersThatThereIsNoSignature() {
        Answer told = auth.anonymously("POST", "/authenticate-hawk", signed(Optional.empty(), "/a"))
                .ok();

        assertThat(told.text("status")).isEqualTo("no-auth");
        assertThat(told.text("scheme")).isEqualTo("none");
        assertThat(told.list("scopes")).contains("assume:anonymous");
    }

    private static ObjectNode rehearsal(List<String> clientScopes, List<String> requiredScopes) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        clientScopes.forEach(json.putArray("clientScopes")::add);
        requiredScopes.forEach(json.putArray("requiredScopes")::add);
        return json;
    }

    @Test
    void testAuthenticateTellsHowTheCallerWasUnderstood() {
        Answer told = auth.call(TESTER, "POST", "/test-authenticate", rehearsal(List.of("a:*"), List.of("a:1")))
                .ok();

        assertThat(told.text("clientId")).isEqualTo("tester");
        assertThat(told.list("scopes")).containsExactly("a:*", "assume:anonymous");
    }

    @Test
    void testAuthenticateRefusesWhatARealCallWouldRefuse() {
        ObjectNode body = rehearsal(List.of("a:*"), List.of("b"));

        auth.call(TESTER, "POST", "/test-authenticate", body).fails(403, "InsufficientScopes", "b");
        auth.call(Credentials.of("tester", "wrong"), "POST", "/test-authenticate", body)
                .fails(401, "AuthenticationFailed");
        auth.call(ROOT, "POST", "/test-authenticate", body).fails(401, "AuthenticationFailed");
        auth.anonymously("POST", "/test-authenticate", body).fails(403, "InsufficientScopes");
    }

    @Test
    void testAuthenticateUnderstandsTemporaryCredentials() {
        Credentials named = TemporaryCredentials.issueNamed(
                TESTER,
                "tester/1",
                List.of("a:1"),
                auth.clock.instant(),
                auth.clock.instant().plusSeconds(60));

        assertThat(auth.call(
                                named,
                                "POST",
                                "/test-authenticate",
                                rehearsal(List.of("a:*", "auth:create-client:tester/*"), List.of("a:1")))
                        .ok()
                        .text("clientId"))
                .isEqualTo("tester/1");
        auth.call(named, "POST", "/test-authenticate", rehearsal(List.of("a:*"), List.of("a:1")))
                .fails(401, "AuthenticationFailed", "auth:create-client:tester/1");
    }

    @Test
    void testAuthenticateGetUnderstandsHeadersAndBewits() {
        assertThat(auth.call(TESTER, "GET", "/test-authenticate-get/").ok().list("scopes"))
                .containsExactly("assume:anonymous", "auth:create-client:test:*", "test:*");
        URI url = RequestSigner.restricted(TESTER, List.of("test:authenticate-get"), auth.clock)
                .bewit(
                        URI.create(ROOT_URL + "/api/auth/v1/test-authenticate-get/"),
                        auth.clock.instant().plusSeconds(60));
        assertThat(auth.send("GET", url, Map.of(), Bytes.EMPTY).ok().list("scopes"))
                .containsExactly("assume:anonymous", "test:authenticate-get");
        RequestSigner restricted = RequestSigner.restricted(TESTER, List.of("test:x"), auth.clock);
        auth.send("GET", "/test-authenticate-get/", Optional.of(restricted), Optional.empty())
                .fails(403, "InsufficientScopes", "test:authenticate-get");
    }

    @Test
    void aStaleRequestIsRefused() {
        RequestSigner signer = RequestSigner.of(ROOT, auth.clock);
        URI url = URI.create(ROOT_URL + "/api/auth/v1/scopes/current");
        Map<String, String> headers = Map.of("authorization", signer.header("GET", url));

        auth.clock.advance(Duration.ofMinutes(15));
        auth.send("GET", url, headers, Bytes.EMPTY).ok();
        auth.clock.advance(Duration.ofSeconds(1));
        auth.send("GET", url, headers, Bytes.EMPTY).fails(401, "AuthenticationFailed", "15 minutes");
    }

    @Test
    void aBewitIsNoGoodForChanges() {
        auth.client("x");
        URI url = RequestSigner.of(ROOT, auth.clock)
                .bewit(
                        URI.create(ROOT_URL + "/api/auth/v1/clients/x/disable"),
                        auth.clock.instant().plusSeconds(60));

        auth.send("POST", url, Map.of(), Bytes.EMPTY).fails(401, "AuthenticationFailed", "POST");
    }
}

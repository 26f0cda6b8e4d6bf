package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.TemporaryCredentials;
import io.spotcluster.auth.AuthHarness.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ClientApiTest {
    private final AuthHarness auth = AuthHarness.create();

    private Answer get(String clientId) {
        return auth.call(ROOT, "GET", clientPath(clientId));
    }

    private Answer currentScopes(Credentials credentials) {
        return auth.call(credentials, "GET", "/scopes/current");
    }

    @Test
    void createClientGivesATokenThatWorks() {
        auth.role("ci", "build:*");

        Answer created = auth.call(ROOT, "PUT", clientPath("proj/ci"), auth.clientBody("assume:ci", "a"))
                .ok();

        assertThat(created.text("clientId")).isEqualTo("proj/ci");
        assertThat(created.text("accessToken")).matches("[A-Za-z0-9_-]{44}");
        assertThat(created.list("scopes")).containsExactly("assume:ci", "a");
        assertThat(created.list("expandedScopes")).containsExactly("a", "assume:ci", "build:*");
        assertThat(created.text("expires")).isEqualTo("2026-01-03T00:00:00.000Z");
        assertThat(created.text("created")).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(created.json().path("disabled").booleanValue()).isFalse();
        assertThat(created.json().path("deleteOnExpiration").booleanValue()).isFalse();
        assertThat(currentScopes(Credentials.of("proj/ci", created.text("accessToken")))
                        .ok()
                        .list("scopes"))
                .contains("a", "build:*", "assume:anonymous");
    }

    @Test
    void createClientAsksForEveryScopeThatTheClientGets() {
        Credentials maker = auth.client("maker", "auth:create-client:made/*", "a:*");

        auth.call(maker, "PUT", clientPath("made/x"), auth.clientBody("a:1")).ok();
        auth.call(maker, "PUT", clientPath("made/y"), auth.clientBody("a:1", "b"))
                .fails(403, "InsufficientScopes", "b");
        auth.call(maker, "PUT", clientPath("other"), auth.clientBody()).fails(403, "InsufficientScopes", "other");
    }

    @Test
    void createClientRefusesANameThatIsTaken() {
        auth.client("x", "a");

        auth.call(ROOT, "PUT", clientPath("x"), auth.clientBody("a")).fails(409, "RequestConflict", "'x'");
    }

    @Test
    void createClientRefusesScopesThatEndWithTwoStars() {
        auth.call(ROOT, "PUT", clientPath("x"), auth.clientBody("a**")).fails(400, "InputError", "a**");
    }

    @ParameterizedTest
    @CsvSource({"a b, 400", "a%0Ab, 400", "a*, 400"})
    void createClientRefusesWhatIsNoClientId(String clientId, int status) {
        assertThat(auth.call(ROOT, "PUT", "/clients/" + clientId.replace(" ", "%20"), auth.clientBody())
                        .status())
                .isEqualTo(status);
    }

    @Test
    void createClientRefusesANameThatIsTooLong() {
        auth.call(ROOT, "PUT", clientPath("x".repeat(1001)), auth.clientBody()).fails(400, "InputError", "1001");
    }

    @Test
    void clientTellsEverythingButTheToken() {
        Credentials made = auth.client("x", "a");

        Answer told = get("x").ok();

        assertThat(told.json().has("accessToken")).isFalse();
        assertThat(told.json().toString()).doesNotContain(made.accessToken().reveal());
        assertThat(told.list("scopes")).containsExactly("a");
        get("y").fails(404, "ResourceNotFound", "'y'");
    }

    @Test
    void updateClientReplacesSettingsAndKeepsTheToken() {
        Credentials made = auth.client("x", "a", "b");
        auth.clock.advance(Duration.ofMinutes(1));

        Answer updated = auth.call(
                        ROOT,
                        "POST",
                        clientPath("x"),
                        auth.clientBody("b", "c").put("description", "new").put("deleteOnExpiration", true))
                .ok();

        assertThat(updated.list("scopes")).containsExactly("b", "c");
        assertThat(updated.text("description")).isEqualTo("new");
        assertThat(updated.text("lastModified")).isEqualTo("2026-01-01T00:01:00.000Z");
        assertThat(updated.text("lastRotated")).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(updated.json().path("deleteOnExpiration").booleanValue()).isTrue();
        assertThat(currentScopes(made).ok().list("scopes")).contains("b", "c").doesNotContain("a");
    }

    @Test
    void updateClientWithoutScopesLeavesThem() {
        auth.client("x", "a");

        JsonNode body = auth.clientBody().without("scopes");

        assertThat(auth.call(ROOT, "POST", clientPath("x"), body).ok().list("scopes"))
                .containsExactly("a");
    }

    @Test
    void updateClientAsksForTheScopesThatAreNew() {
        auth.client("x", "secret");
        Credentials editor = auth.client("editor", "auth:update-client:x", "a:*");

        auth.call(editor, "POST", clientPath("x"), auth.clientBody("secret", "a:1"))
                .ok();
        auth.call(editor, "POST", clientPath("x"), auth.clientBody("secret", "b"))
                .fails(403, "InsufficientScopes", "b");
        auth.call(editor, "POST", clientPath("x"), auth.clientBody("secret*")).fails(403, "InsufficientScopes");
        auth.call(ROOT, "POST", clientPath("y"), auth.clientBody()).fails(404, "ResourceNotFound", "'y'");
    }

    @Test
    void resetAccessTokenRevokesTheOldOneAndWhatItSigned() {
        Credentials old = auth.client("x", "a", "auth:create-client:x/*");
        Credentials temporary = TemporaryCredentials.issueNamed(
                old,
                "x/1",
                List.of("a"),
                auth.clock.instant(),
                auth.clock.instant().plusSeconds(3600));
        currentScopes(old).ok();
        currentScopes(temporary).ok();
        auth.clock.advance(Duration.ofSeconds(1));

        Answer reset = auth.call(ROOT, "POST", clientPath("x") + "/reset").ok();

        assertThat(reset.text("lastRotated")).isEqualTo("2026-01-01T00:00:01.000Z");
        currentScopes(Credentials.of("x", reset.text("accessToken"))).ok();
        currentScopes(old).fails(401, "AuthenticationFailed");
        currentScopes(temporary).fails(401, "AuthenticationFailed");
        auth.call(ROOT, "POST", clientPath("y") + "/reset").fails(404, "ResourceNotFound");
    }

    @Test
    void aDisabledClientIsRefusedAtOnceUntilItIsEnabled() {
        Credentials made = auth.client("x", "a");
        currentScopes(made).ok();

        assertThat(auth.call(ROOT, "POST", clientPath("x") + "/disable")
                        .ok()
                        .json()
                        .path("disabled")
                        .booleanValue())
                .isTrue();
        currentScopes(made).fails(401, "AuthenticationFailed", "disabled");

        assertThat(auth.call(ROOT, "POST", clientPath("x") + "/enable")
                        .ok()
                        .json()
                        .path("disabled")
                        .booleanValue())
                .isFalse();
        currentScopes(made).ok();
    }

    @Test
    void aDeletedClientIsRefusedAtOnce() {
        Credentials made = auth.client("x", "a");
        currentScopes(made).ok();

        auth.call(ROOT, "DELETE", clientPath("x")).ok();

        currentScopes(made).fails(401, "AuthenticationFailed", "no client");
        get("x").fails(404, "ResourceNotFound");
        auth.call(ROOT, "DELETE", clientPath("x")).ok();
    }

    @Test
    void anotherProcessNoticesARevocationWithinTenSeconds() {
        AuthHarness other = auth.otherProcess();
        Credentials made = auth.client("x", "a");
        other.call(made, "GET", "/scopes/current").ok();

        auth.call(ROOT, "POST", clientPath("x") + "/disable").ok();
        auth.clock.advance(Duration.ofSeconds(10));

        other.call(made, "GET", "/scopes/current").fails(401, "AuthenticationFailed", "disabled");
    }

    @Test
    void aClientThatExpiredIsRefused() {
        Credentials made = auth.client("x", "a");
        auth.clock.advance(Duration.ofDays(2).plusMillis(1));

        currentScopes(made).fails(401, "AuthenticationFailed", "expired");
        get("x").ok();
    }

    @Test
    void aClientToBeDeletedOnExpirationIsGoneAfterTheNextSweep() {
        auth.call(ROOT, "PUT", clientPath("x"), auth.clientBody().put("deleteOnExpiration", true))
                .ok();
        auth.clock.advance(Duration.ofDays(2).plusSeconds(1));
        auth.service.chores().expire();

        get("x").fails(404, "ResourceNotFound");
    }

    @Test
    void theUseOfAClientIsNotedToSomeHours() {
        Credentials made = auth.client("x", "a");
        auth.clock.advance(Duration.ofHours(5));
        currentScopes(made).ok();
        assertThat(get("x").text("lastDateUsed")).isEqualTo("2026-01-01T00:00:00.000Z");

        auth.clock.advance(Duration.ofHours(2));
        currentScopes(made).ok();

        assertThat(get("x").text("lastDateUsed")).isEqualTo("2026-01-01T07:00:00.000Z");
        assertThat(get("x").text("lastModified")).isEqualTo("2026-01-01T00:00:00.000Z");
    }

    @ParameterizedTest
    @CsvSource({"PUT, ''", "POST, ''", "POST, /reset", "POST, /enable", "POST, /disable", "DELETE, ''"})
    void staticClientsAreNotChanged(String method, String suffix) {
        String path = clientPath(Bootstrap.ROOT) + suffix;
        Answer answer = suffix.isEmpty() && !method.equals("DELETE")
                ? auth.call(ROOT, method, path, auth.clientBody())
                : auth.call(ROOT, method, path);

        answer.fails(400, "InputError", "static/");
        currentScopes(ROOT).ok();
    }

    @Test
    void listClientsPagesThroughThemInOrder() {
        List<String> made =
                IntStream.range(0, 25).mapToObj("list/%03d"::formatted).toList();
        made.forEach(clientId -> auth.client(clientId));
        auth.client("list");
        auth.client("list0");

        assertThat(all("/clients/?prefix=list%2F&limit=7")).isEqualTo(made);
        assertThat(all("/clients/?limit=4"))
                .hasSize(29)
                .isSorted()
                .contains("list", "list0", Bootstrap.ROOT, Bootstrap.QUEUE);
        assertThat(all("/clients/?prefix=none")).isEmpty();
    }

    private List<String> all(String path) {
        List<String> found = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            String more = token.map(text -> "&continuationToken=" + text).orElse("");
            Answer page = auth.call(ROOT, "GET", path + more).ok();
            page.json()
                    .path("clients")
                    .forEach(client -> found.add(client.path("clientId").stringValue()));
            token = page.json().has("continuationToken")
                    ? Optional.of(page.text("continuationToken"))
                    : Optional.empty();
        } while (token.isPresent());
        return found;
    }

    @Test
    void twoWhoCreateTheSameClientAtOnceGetOneClient() {
        AuthHarness other = auth.otherProcess();

        Answer first = auth.call(ROOT, "PUT", clientPath("x"), auth.clientBody());
        Answer second = other.call(ROOT, "PUT", clientPath("x"), auth.clientBody());

        first.ok();
        second.fails(409, "RequestConflict");
        auth.call(
                        new Credentials("x", new AccessToken(first.text("accessToken")), Optional.empty()),
                        "GET",
                        "/scopes/current")
                .ok();
    }
}

package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.QUEUE;
import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static io.spotcluster.auth.AuthHarness.roleBody;
import static io.spotcluster.auth.AuthHarness.rolePath;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.TemporaryCredentials;
import io.spotcluster.auth.tables.AuthTables;
import io.spotcluster.ports.table.Item;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private final AuthHarness auth = AuthHarness.create();

    private List<Long> versions() {
        return List.of(AuthTables.client(Bootstrap.ROOT), AuthTables.client(Bootstrap.QUEUE)).stream()
                .map(key -> auth.tables
                        .get(AuthTables.CLIENTS, key)
                        .map(Item::version)
                        .orElse(0L))
                .toList();
    }

    @Test
    void rootMayDoEverything() {
        assertThat(auth.call(ROOT, "GET", "/scopes/current").ok().list("scopes"))
                .containsExactly("*");
    }

    @Test
    void theQueueIssuesCredentialsWithTheScopesOfAnyTask() {
        Credentials task = TemporaryCredentials.issueNamed(
                QUEUE,
                "task-client/fN1SbArXTPSVFNUvaOlinQ/0/on/group/worker/until/1",
                List.of("secrets:get:project/x", "assume:anything"),
                auth.clock.instant(),
                auth.clock.instant().plus(Duration.ofMinutes(20)));

        assertThat(auth.call(task, "GET", "/scopes/current").ok().list("scopes"))
                .contains("secrets:get:project/x");
    }

    @Test
    void aSecondStartChangesNothing() {
        auth.clock.advance(Duration.ofHours(1));

        auth.service.bootstrap().ensure(ROOT.accessToken(), QUEUE.accessToken());

        assertThat(versions()).containsExactly(1L, 1L);
        assertThat(auth.tables.get(AuthTables.ROLES, AuthTables.CURRENT_ROLES).map(Item::version))
                .contains(1L);
    }

    @Test
    void aNewSecretReplacesTheOldOne() {
        auth.service.bootstrap().ensure(new AccessToken("another-token-0123456789"), QUEUE.accessToken());

        assertThat(versions()).containsExactly(2L, 1L);
        auth.call(ROOT, "GET", "/scopes/current").fails(401, "AuthenticationFailed");
        auth.call(
                        new Credentials(Bootstrap.ROOT, new AccessToken("another-token-0123456789"), Optional.empty()),
                        "GET",
                        "/scopes/current")
                .ok();
    }

    @Test
    void whatAnOperatorMadeOfTheAnonymousRoleStays() {
        auth.call(ROOT, "POST", rolePath("anonymous"), roleBody("auth:current-scopes"))
                .ok();
        auth.otherProcess();
        assertThat(auth.anonymously("GET", "/scopes/current").ok().list("scopes"))
                .containsExactly("assume:anonymous", "auth:current-scopes");

        auth.call(ROOT, "DELETE", rolePath("anonymous")).ok();
        auth.otherProcess();

        auth.anonymously("GET", "/scopes/current").fails(403, "InsufficientScopes");
    }

    @Test
    void nobodyLearnsOfClientsWithoutCredentials() {
        auth.anonymously("GET", clientPath(Bootstrap.ROOT)).fails(403, "InsufficientScopes");
        auth.anonymously("GET", "/roles/").ok();
    }
}

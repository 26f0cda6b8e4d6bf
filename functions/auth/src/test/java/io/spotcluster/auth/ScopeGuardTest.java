package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static io.spotcluster.auth.AuthHarness.roleBody;
import static io.spotcluster.auth.AuthHarness.rolePath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.auth.AuthHarness.Answer;
import io.spotcluster.auth.guard.ProtectedScopes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeGuardTest {
    private final AuthHarness auth = AuthHarness.protecting("assume:release:*", "ship:*");

    /** May change everything, and holds all the scopes; but nobody said that they may open what is protected. */
    private final Credentials admin =
            auth.client("admin", "auth:*", "assume:*", "ship:*", "queue:*", "build", "notify:*");

    @BeforeEach
    void organisation() {
        auth.role("release:linux", "ship:linux");
        auth.role("repo:firefox", "build");
        auth.client("ci", "assume:repo:*");
        auth.client("releaser", "assume:release:linux");
    }

    private Answer createRole(Credentials by, String roleId, String... scopes) {
        return auth.call(by, "PUT", rolePath(roleId), roleBody(scopes));
    }

    private Answer updateRole(Credentials by, String roleId, String... scopes) {
        return auth.call(by, "POST", rolePath(roleId), roleBody(scopes));
    }

    private static void refused(Answer answer, String... words) {
        answer.fails(403, "InsufficientScopes", words);
    }

    @Test
    void aRoleThatWouldOpenAProtectedScopeIsRefusedWithWhoWouldGainItAndHow() {
        refused(
                updateRole(admin, "repo:firefox", "build", "assume:release:linux"),
                "'assume:release:linux' (protected as 'assume:release:*')",
                "role repo:firefox → assume:release:linux → role release:linux → ship:linux",
                "the client 'ci' would gain",
                "assume:repo:* → role repo:firefox → assume:release:linux",
                "`spotcluster:grant-protected:assume:release:*`",
                "Nothing was changed");

        assertThat(auth.call(ROOT, "GET", rolePath("repo:firefox")).ok().list("scopes"))
                .containsExactly("build");
    }

    @Test
    void theNamesOfClientsAreOnlyForThoseWhoMayListThem() {
        Credentials blind =
                auth.client("blind", "auth:update-role:*", "auth:create-role:*", "assume:repo:*", "assume:release:*");

        Answer answer = updateRole(blind, "repo:firefox", "build", "assume:release:linux");

        refused(answer, "clients would gain such scopes");
        assertThat(answer.text("message")).doesNotContain("'ci'", "releaser");
    }

    @Test
    void theScopeToOverrideLetsItPass() {
        Credentials releng = auth.client(
                "releng",
                "auth:update-role:repo:*",
                "assume:release:*",
                "ship:linux",
                "spotcluster:grant-protected:assume:release:*",
                "spotcluster:grant-protected:ship:*");
        Credentials half = auth.client(
                "half",
                "auth:update-role:repo:*",
                "assume:release:*",
                "ship:linux",
                "spotcluster:grant-protected:assume:release:*");

        refused(updateRole(half, "repo:firefox", "build", "assume:release:linux"), "grant-protected:ship:*");
        updateRole(releng, "repo:firefox", "build", "assume:release:linux").ok();
    }

    @Test
    void changesThatOpenNothingPass() {
        createRole(admin, "other", "build", "queue:status:x").ok();
        updateRole(admin, "repo:firefox", "build", "queue:status:x").ok();
        updateRole(admin, "release:linux", "ship:linux", "build").ok();
        // It leads there already, by another way.
        auth.role("also", "assume:release:linux");
        updateRole(admin, "also", "assume:release:linux", "ship:linux").ok();
        updateRole(admin, "also").ok();
        auth.call(admin, "DELETE", rolePath("also")).ok();
    }

    @Test
    void onceClosedItIsNotOpenedAgain() {
        auth.role("also", "assume:release:linux");
        updateRole(admin, "also").ok();

        refused(updateRole(admin, "also", "ship:linux"), "ship:linux");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ship:linux", "ship:*", "shi*", "assume:release:linux", "assume:release*", "assume:rel*"})
    void noPatternSlipsThrough(String scope) {
        Credentials all = auth.client("all", "auth:*", "assume:*", "sh*");

        refused(createRole(all, "new", scope));
        refused(createRole(all, "new:*", scope));
        refused(auth.call(all, "PUT", clientPath("new"), auth.clientBody(scope)));
        refused(auth.call(all, "POST", clientPath("ci"), auth.clientBody("assume:repo:*", scope)));
    }

    @Test
    void aTemplateCountsForWhateverItMayComeToMean() {
        refused(createRole(admin, "team:*", "assume:rel<..>"), "assume:release:*");
        refused(createRole(admin, "team:*", "assume:release:<..>"), "assume:release:*");
        createRole(admin, "team:*", "notify:<..>").ok();
        // That some name leads there already does not open it to all names.
        auth.role("gang:*", "assume:rel<..>");
        refused(updateRole(admin, "gang:*", "assume:rel<..>", "assume:release:linux"));
    }

    @Test
    void aStarRoleIsNotHiddenByARoleBelowIt() {
        auth.role("team:a", "assume:release:linux");

        refused(createRole(admin, "team:*", "assume:release:linux"), "team:*");
    }

    @Test
    void chainsAreFollowedInBothDirections() {
        auth.role("a", "assume:b");
        auth.role("b", "assume:c");
        auth.client("far", "assume:a");

        refused(createRole(admin, "c", "assume:release:linux"), "the client 'far' would gain", "role c");
    }

    @Test
    void aClientThatWouldReachAProtectedScopeIsRefused() {
        refused(
                auth.call(admin, "PUT", clientPath("new"), auth.clientBody("assume:release:linux")),
                "the client 'new' would gain 'ship:linux'",
                "assume:release:linux → role release:linux → ship:linux");
        refused(auth.call(admin, "POST", clientPath("ci"), auth.clientBody("assume:repo:*", "ship:x")));
        auth.call(ROOT, "GET", clientPath("new")).fails(404, "ResourceNotFound");
        auth.call(admin, "PUT", clientPath("new"), auth.clientBody("build")).ok();
    }

    @Test
    void enablingAClientOpensWhatItHolds() {
        auth.call(admin, "POST", clientPath("releaser") + "/disable").ok();

        refused(auth.call(admin, "POST", clientPath("releaser") + "/enable"), "releaser");
        auth.call(ROOT, "POST", clientPath("releaser") + "/enable").ok();
        auth.call(admin, "POST", clientPath("releaser") + "/enable").ok();
    }

    @Test
    void prolongingAnExpiredClientOpensWhatItHolds() {
        auth.clock.advance(Duration.ofHours(50));
        Credentials now = auth.client("admin2", "auth:*");

        refused(auth.call(now, "POST", clientPath("releaser"), auth.clientBody("assume:release:linux")));
    }

    @Test
    void whatAClientHasAlreadyIsNoGain() {
        auth.call(admin, "POST", clientPath("releaser"), auth.clientBody("assume:release:linux", "ship:linux"))
                .ok();
        auth.call(admin, "POST", clientPath("releaser") + "/reset").ok();
    }

    @Test
    void whatEverybodyHasIsNoGain() {
        updateRole(ROOT, "anonymous", "ship:free").ok();

        createRole(admin, "new", "ship:free").ok();
        auth.call(admin, "PUT", clientPath("new"), auth.clientBody("ship:free")).ok();
    }

    @Test
    void wrongPatternsAreReportedAllAtOnce() {
        assertThatThrownBy(() -> new ProtectedScopes(List.of("a\n", "*", "", "x**", "fine:*")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'a\n'", "'*'", "''", "'x**'")
                .hasMessageNotContaining("fine");
    }
}

package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static io.spotcluster.auth.AuthHarness.roleBody;
import static io.spotcluster.auth.AuthHarness.rolePath;
import static io.spotcluster.auth.AuthHarness.scoped;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.auth.AuthHarness.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Somebody who may write roles under a prefix of their own makes 2^60 scopes of sixty roles: that hurts nobody but them. */
class ExplosiveRolesTest {
    private final AuthHarness auth = AuthHarness.create();
    private final Credentials attacker = auth.client(
            "attacker", "auth:create-role:mine:*", "auth:create-client:mine/*", "assume:mine:*", "auth:current-scopes");

    @BeforeEach
    void attack() {
        for (int i = 0; i < 60; i++) {
            String next = "assume:mine:%02d:<..>".formatted(i + 1);
            auth.call(attacker, "PUT", rolePath("mine:%02d:*".formatted(i)), roleBody(next + "a", next + "b"))
                    .ok();
        }
    }

    @Test
    void whoHoldsSuchScopesIsRefusedWithTheReason() {
        Answer made = auth.call(attacker, "PUT", clientPath("mine/bomb"), auth.clientBody("assume:mine:00:x"))
                .ok();

        auth.call(Credentials.of("mine/bomb", made.text("accessToken")), "GET", "/scopes/current")
                .fails(400, "InputError", "<..>", "mine:");
    }

    @Test
    void othersSeeTheirListsAllTheSame() {
        auth.call(attacker, "PUT", clientPath("mine/bomb"), auth.clientBody("assume:mine:00:x"))
                .ok();
        auth.call(attacker, "PUT", rolePath("mine:bomb"), roleBody("assume:mine:00:x"))
                .ok();

        assertThat(auth.call(ROOT, "GET", "/clients/")
                        .ok()
                        .json()
                        .path("clients")
                        .size())
                .isEqualTo(4);
        assertThat(auth.call(ROOT, "GET", "/roles2/").ok().json().path("roles").size())
                .isGreaterThan(60);
        auth.call(ROOT, "GET", clientPath("mine/bomb")).ok();
        auth.call(attacker, "GET", "/scopes/current").ok();
    }

    @Test
    void askingAboutThemIsRefusedToo() {
        auth.anonymously("POST", "/scopes/expand", scoped("assume:mine:00:x")).fails(400, "InputError");
        ObjectNode question = JsonMapper.shared().createObjectNode().put("scope", "x");
        question.set("subject", scoped("assume:mine:00:x"));
        auth.call(ROOT, "POST", "/spotcluster/scopes/explain", question).fails(400, "InputError");
    }

    @Test
    void aChangeIsStillLookedAtForEverybodyElse() {
        auth.call(attacker, "PUT", clientPath("mine/bomb"), auth.clientBody("assume:mine:00:x"))
                .ok();
        auth.client("victim", "assume:good");
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.set("change", scoped("x").put("roleId", "good"));

        Answer reach =
                auth.call(ROOT, "POST", "/spotcluster/scopes/reach", body).ok();

        assertThat(reach.json().path("changes").toString()).contains("victim");
    }

    @Test
    void theGuardStillNamesWhoWouldGain() {
        AuthHarness guarded = AuthHarness.protecting("ship:*");
        guarded.client("a-bomb", "assume:mine:00:x");
        for (int i = 0; i < 60; i++) {
            String next = "assume:mine:%02d:<..>".formatted(i + 1);
            guarded.role("mine:%02d:*".formatted(i), next + "a", next + "b");
        }
        guarded.client("victim", "assume:good");
        Credentials admin = guarded.client("admin", "auth:*", "ship:*");

        guarded.call(admin, "PUT", rolePath("good"), roleBody("ship:x")).fails(403, "InsufficientScopes", "victim");
    }
}

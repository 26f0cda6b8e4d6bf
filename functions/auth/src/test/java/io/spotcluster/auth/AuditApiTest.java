package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static io.spotcluster.auth.AuthHarness.encoded;
import static io.spotcluster.auth.AuthHarness.roleBody;
import static io.spotcluster.auth.AuthHarness.rolePath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.Authority;
import io.spotcluster.api.audit.AuditAction;
import io.spotcluster.api.audit.AuditedEntity;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.auth.AuthHarness.Answer;
import io.spotcluster.base.Rejection;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.fault.Fault;
import io.spotcluster.ports.fault.FaultyTables;
import io.spotcluster.ports.fault.Step;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AuditApiTest {
    private final AuthHarness auth = AuthHarness.create();

    private List<String> history(String type, String id) {
        return actions(auth.call(ROOT, "GET", "/audit/%s/%s".formatted(type, encoded(id))));
    }

    private static List<String> actions(Answer answer) {
        return answer.ok()
                .json()
                .path("auditHistory")
                .valueStream()
                .map(entry -> entry.path("actionType").stringValue())
                .toList();
    }

    @Test
    void everyChangeOfAClientIsThereWithWhoAndWhen() {
        Credentials operator = auth.client("operator", "auth:*", "a");
        auth.clock.advance(Duration.ofMinutes(1));
        auth.call(operator, "PUT", clientPath("a/b"), auth.clientBody("a")).ok();
        auth.call(operator, "POST", clientPath("a/b"), auth.clientBody("a")).ok();
        auth.call(operator, "POST", clientPath("a/b") + "/disable").ok();
        auth.call(operator, "POST", clientPath("a/b") + "/enable").ok();
        auth.call(operator, "POST", clientPath("a/b") + "/reset").ok();
        auth.call(operator, "DELETE", clientPath("a/b")).ok();

        assertThat(history("client", "a/b"))
                .containsExactly(
                        "created", "updated", "client disabled", "client enabled", "access token reset", "deleted");
        JsonNode first = auth.call(ROOT, "GET", "/audit/client/a/b")
                .ok()
                .json()
                .path("auditHistory")
                .path(0);
        assertThat(first.path("clientId").stringValue()).isEqualTo("operator");
        assertThat(first.path("created").stringValue()).isEqualTo("2026-01-01T00:01:00.000Z");
        assertThat(first.path("entityId").stringValue()).isEqualTo("a/b");
        assertThat(first.path("entityType").stringValue()).isEqualTo("client");
    }

    @Test
    void everyChangeOfARoleIsThereAfterItsEndToo() {
        auth.role("r", "a");
        auth.call(ROOT, "POST", rolePath("r"), roleBody("b")).ok();
        auth.call(ROOT, "DELETE", rolePath("r")).ok();

        assertThat(history("role", "r")).containsExactly("created", "updated", "deleted");
        assertThat(history("client", "r")).isEmpty();
    }

    @Test
    void whatWasRefusedIsNotThere() {
        auth.client("x", "a");
        auth.role("r", "a");
        auth.call(ROOT, "PUT", clientPath("x"), auth.clientBody("a")).fails(409, "RequestConflict");
        auth.call(ROOT, "PUT", rolePath("r"), roleBody("b")).fails(409, "RequestConflict");
        auth.call(ROOT, "POST", clientPath("none") + "/disable").fails(404, "ResourceNotFound");
        auth.call(ROOT, "POST", rolePath("circle"), roleBody("assume:circle")).fails(404, "ResourceNotFound");

        assertThat(history("client", "x")).containsExactly("created");
        assertThat(history("role", "r")).containsExactly("created");
        assertThat(history("client", "none")).isEmpty();
        assertThat(history("role", "circle")).isEmpty();
    }

    @Test
    void whatAClientDidIsListedByItsName() {
        Credentials operator = auth.client("operator", "auth:*", "a");
        auth.call(operator, "PUT", clientPath("x"), auth.clientBody("a")).ok();
        auth.call(operator, "PUT", rolePath("r"), roleBody("a")).ok();

        Answer listed =
                auth.call(ROOT, "GET", clientPath("operator") + "/audit").ok();

        assertThat(actions(listed)).containsExactly("created", "created");
        assertThat(listed.json()
                        .path("auditHistory")
                        .valueStream()
                        .map(entry -> entry.path("entityType").stringValue()))
                .containsExactly("client", "role");
    }

    @Test
    void theHistoryComesInPages() {
        auth.client("x", "a");
        for (int i = 0; i < 6; i++) {
            auth.call(ROOT, "POST", clientPath("x") + (i % 2 == 0 ? "/disable" : "/enable"))
                    .ok();
        }
        List<String> all = new ArrayList<>();
        Optional<String> token = Optional.empty();
        int pages = 0;
        do {
            Answer page = auth.call(
                            ROOT,
                            "GET",
                            "/audit/client/x?limit=3"
                                    + token.map(text -> "&continuationToken=" + text)
                                            .orElse(""))
                    .ok();
            all.addAll(actions(page));
            assertThat(page.json().path("auditHistory").size()).isLessThanOrEqualTo(3);
            token = Optional.of(page.json().path("continuationToken"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue);
            pages++;
        } while (token.isPresent() && pages < 10);

        assertThat(all).isEqualTo(history("client", "x")).hasSize(7);
    }

    @Test
    void entriesGoWhenTheyAreOlderThanTheRetention() {
        AuthHarness short_ =
                AuthHarness.configured(AuthHarness.configuration("{\"auth\":{\"auditRetentionDays\":10}}"));
        short_.client("x", "a");
        short_.clock.advance(Duration.ofDays(9));
        assertThat(actions(short_.call(ROOT, "GET", "/audit/client/x"))).containsExactly("created");

        short_.clock.advance(Duration.ofDays(1).plusSeconds(1));

        assertThat(actions(short_.call(ROOT, "GET", "/audit/client/x"))).isEmpty();
    }

    @Test
    void otherServicesWriteTheirsHere() {
        Authority operator = new Authority.BackgroundLoop("operator");
        AuditedEntity secret = new AuditedEntity(AuditedEntity.Type.SECRET, "project/x");
        auth.service.audit().around(operator, secret, AuditAction.UPDATED, () -> "done");
        auth.service
                .audit()
                .note(operator, new AuditedEntity(AuditedEntity.Type.WORKER_POOL, "a/b"), AuditAction.CREATED);
        assertThatThrownBy(() -> auth.service.audit().around(operator, secret, AuditAction.DELETED, () -> {
                    throw Rejection.conflict("no").asException();
                }))
                .hasMessageContaining("no");

        assertThat(history("secret", "project/x")).containsExactly("updated");
        assertThat(history("worker-pool", "a/b")).containsExactly("created");
        assertThat(history("hook", "a/b")).isEmpty();
    }

    @Test
    void namesLongerThanAKeyHaveAHistoryToo() {
        String name = "x".repeat(900);
        auth.client(name, "a");
        String secret = "ü".repeat(3000);
        auth.service
                .audit()
                .note(
                        new Authority.BackgroundLoop("y".repeat(5000)),
                        new AuditedEntity(AuditedEntity.Type.SECRET, secret),
                        AuditAction.CREATED);

        assertThat(history("client", name)).containsExactly("created");
        assertThat(auth.call(ROOT, "GET", clientPath("y".repeat(5000)) + "/audit")
                        .ok()
                        .json()
                        .path("auditHistory")
                        .path(0)
                        .path("entityId")
                        .stringValue())
                .isEqualTo(secret);
    }

    @Test
    void nothingIsChangedThatCannotBeNoted() {
        HandTurnedClock clock = new HandTurnedClock();
        AtomicBoolean broken = new AtomicBoolean();
        AuthHarness faulty = AuthHarness.on(
                clock,
                new FaultyTables(
                        new MemoryTables(clock),
                        operation -> broken.get() && operation.on().equals("auth-audit")
                                ? new Fault.RequestLost()
                                : Fault.proceed(),
                        Step.none()));
        faulty.client("x", "a");
        broken.set(true);

        assertThat(faulty.call(ROOT, "DELETE", clientPath("x")).status()).isEqualTo(500);

        broken.set(false);
        faulty.call(ROOT, "GET", clientPath("x")).ok();
    }

    @Test
    void anEntryStandsWhenTheChangeMayHaveHappened() {
        AuditedEntity entity = AuditedEntity.client("x");
        assertThatThrownBy(() -> auth.service
                        .audit()
                        .around(new Authority.BackgroundLoop("me"), entity, AuditAction.UPDATED, () -> {
                            throw new StoreException.ResultUnknown("the answer was lost");
                        }))
                .isInstanceOf(StoreException.class);

        assertThat(history("client", "x")).containsExactly("updated");
    }

    @Test
    void clientsGoWhenTheyAreOverAndLeaveAnEntry() {
        auth.call(ROOT, "PUT", clientPath("goes"), auth.clientBody("a").put("deleteOnExpiration", true))
                .ok();
        auth.client("stays", "a");
        auth.service.chores().expire();
        auth.call(ROOT, "GET", clientPath("goes")).ok();

        auth.clock.advance(Duration.ofDays(2).plusSeconds(1));
        Credentials over = new Credentials("goes", new AccessToken("whatever"), Optional.empty());
        auth.call(over, "GET", "/scopes/current").fails(401, "AuthenticationFailed");
        auth.service.chores().expire();
        auth.service.chores().expire();

        auth.call(ROOT, "GET", clientPath("goes")).fails(404, "ResourceNotFound");
        auth.call(ROOT, "GET", clientPath("stays")).ok();
        assertThat(history("client", "goes")).containsExactly("created", "expired");
        assertThat(history("client", "stays")).containsExactly("created");
    }

    @Test
    void scopesAreAskedForByType() {
        Credentials auditor = auth.client("auditor", "auth:audit-history:role", "auth:client-audit-history:auditor");

        auth.call(auditor, "GET", "/audit/role/x").ok();
        auth.call(auditor, "GET", "/audit/client/x").fails(403, "InsufficientScopes", "auth:audit-history:client");
        auth.call(auditor, "GET", clientPath("auditor") + "/audit").ok();
        auth.call(auditor, "GET", clientPath("other") + "/audit").fails(403, "InsufficientScopes");
        auth.call(auditor, "GET", "/audit/task/x").fails(400, "InvalidRequestArguments", "entityType");
    }
}

package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.QUEUE;
import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.ROOT_URL;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static io.spotcluster.auth.AuthHarness.rolePath;
import static io.spotcluster.auth.AuthHarness.scoped;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.authentication.TemporaryCredentials;
import io.spotcluster.auth.AuthHarness.Answer;
import io.spotcluster.auth.tables.AuthTables;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Query;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Secrets go through everything; none of them may show up where secrets do not belong. */
class CanaryTest {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<String> errors = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>();

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void stop() {
        root.setLevel(before);
        root.detachAppender(log);
    }

    private Answer failing(Answer answer) {
        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        errors.add(answer.json().toString());
        return answer;
    }

    @Test
    void noTokenAppearsInALogAnErrorOrAText() {
        AuthHarness auth = AuthHarness.create();
        secrets.add(ROOT.accessToken().reveal());
        secrets.add(QUEUE.accessToken().reveal());
        Credentials client = auth.client("x", "a", "auth:create-client:x/*");
        secrets.add(client.accessToken().reveal());
        Credentials temporary = TemporaryCredentials.issueNamed(
                client,
                "x/1",
                List.of("a"),
                auth.clock.instant(),
                auth.clock.instant().plusSeconds(60));
        secrets.add(temporary.accessToken().reveal());
        secrets.add(JsonMapper.shared()
                .readTree(temporary.certificate().orElseThrow())
                .path("signature")
                .stringValue());

        useEverything(auth, client, temporary);

        List<String> seen = new ArrayList<>(errors);
        log.list.forEach(event -> {
            seen.add(event.getFormattedMessage());
            seen.add(String.valueOf(event.getThrowableProxy()));
        });
        assertThat(log.list).isNotEmpty();
        assertThat(errors).hasSizeGreaterThan(10);
        seen.add(auth.service.identities().client(Bootstrap.ROOT).orElseThrow().toString());
        seen.add(auth.service.toString());
        seen.add(List.of(client, temporary, ROOT).toString());
        for (String secret : secrets) {
            assertThat(seen).noneMatch(text -> text.contains(secret));
        }
    }

    private void useEverything(AuthHarness auth, Credentials client, Credentials temporary) {
        for (Credentials caller : List.of(client, temporary)) {
            auth.call(caller, "GET", "/scopes/current").ok();
            failing(auth.call(caller, "GET", clientPath("x")));
            failing(auth.call(caller, "PUT", clientPath("x/2"), auth.clientBody("b")));
            failing(auth.call(caller, "PUT", rolePath("r"), scoped("b").put("description", "")));
            failing(auth.call(
                    caller, "POST", "/scopes/expand", JsonMapper.shared().createArrayNode()));
            failing(auth.call(caller, "GET", "/nowhere"));
        }
        String token = client.accessToken().reveal();
        ObjectNode body = auth.clientBody().put("accessToken", token);
        failing(auth.call(ROOT, "PUT", clientPath("y"), body));
        URI url = URI.create("https://other.example.com/a");
        ObjectNode hawk = JsonMapper.shared()
                .createObjectNode()
                .put("method", "get")
                .put("resource", "/a")
                .put("host", "other.example.com")
                .put("port", 443)
                .put("authorization", RequestSigner.of(temporary, auth.clock).header("GET", url));
        auth.anonymously("POST", "/authenticate-hawk", hawk).ok();
        String header = RequestSigner.of(client, auth.clock).header("GET", url);
        secrets.add(header);
        failing(auth.send(
                "GET",
                URI.create(ROOT_URL + "/api/auth/v1/scopes/current"),
                Map.of("authorization", header),
                Bytes.EMPTY));
        failing(auth.anonymously("POST", "/authenticate-hawk", hawk.put("port", 99_999)));
        Answer reset = auth.call(ROOT, "POST", clientPath("x") + "/reset").ok();
        secrets.add(reset.text("accessToken"));
        failing(auth.call(client, "GET", "/scopes/current"));
        failing(auth.call(temporary, "GET", "/scopes/current"));
        auth.call(ROOT, "GET", "/clients/").ok();
        auth.call(ROOT, "POST", clientPath("x"), auth.clientBody()).ok();
        auth.call(ROOT, "POST", clientPath("x") + "/disable").ok();
        failing(auth.call(Credentials.of("x", reset.text("accessToken")), "GET", "/scopes/current"));
        auth.call(ROOT, "DELETE", clientPath("x")).ok();
    }

    @Test
    void noTokenCanBeReadInTheTables() {
        AuthHarness auth = AuthHarness.create();
        Credentials client = auth.client("x", "a");

        List<Item> stored = auth.tables
                .query(AuthTables.CLIENTS, Query.all(AuthTables.CLIENT_PARTITION, 100))
                .items();

        assertThat(stored).hasSize(3);
        for (Credentials each : List.of(client, ROOT, QUEUE)) {
            assertThat(stored)
                    .noneMatch(item ->
                            item.body().asUtf8().contains(each.accessToken().reveal()));
        }
        assertThat(auth.service.identities().client("x").map(found -> found.accessToken()))
                .isEqualTo(Optional.of(client.accessToken()));
    }
}

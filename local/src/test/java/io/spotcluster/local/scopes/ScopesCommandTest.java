package io.spotcluster.local.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.local.server.LocalServer;
import io.spotcluster.local.server.LocalSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands against a real server on loopback. */
class ScopesCommandTest {
    private static LocalServer server;

    @BeforeAll
    static void organisation(@TempDir Path folder) throws Exception {
        server = LocalServer.start(LocalSettings.onFreePort(folder.resolve("data"), 0), Clock.systemUTC());
        role("release", "ship:*");
        role("ci:firefox", "build:firefox");
        role("project:*", "assume:ci:<..>");
        put(
                "clients",
                "developer",
                "{\"description\":\"\",\"expires\":\"2099-01-01T00:00:00Z\",\"scopes\":[\"assume:project:firefox\"]}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void role(String roleId, String scope) throws Exception {
        put("roles", roleId, "{\"description\":\"\",\"scopes\":[\"%s\"]}".formatted(scope));
    }

    private static void put(String kind, String id, String json) throws Exception {
        try (ApiClient client = ApiClient.of(server.rootUrl())) {
            client.call(
                    ApiCall.put("auth", kind, id).withBody(JsonMapper.shared().readTree(json)), server.root());
        }
    }

    /** How a command ended. */
    private record End(int exitCode, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    private static End run(String... arguments) {
        return run(environment(server.root()), arguments);
    }

    private static Map<String, String> environment(Credentials credentials) {
        Map<String, String> environment = new HashMap<>();
        environment.put("TASKCLUSTER_ROOT_URL", server.rootUrl() + "/");
        environment.put("TASKCLUSTER_CLIENT_ID", credentials.clientId());
        environment.put("TASKCLUSTER_ACCESS_TOKEN", credentials.accessToken().reveal());
        return environment;
    }

    private static End run(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new ScopesCommand(environment))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new End(exitCode, out.toString(), err.toString());
    }

    @Test
    void explainTellsTheChainToPeople() {
        End end = run("explain", "--client", "developer", "build:firefox");

        assertThat(end.out()).isEqualTo("""
                yes: client developer satisfies build:firefox

                  assume:project:firefox
                    role project:* grants assume:ci:firefox   (as assume:ci:<..>)
                    role ci:firefox grants build:firefox
                """);
        assertThat(end.exitCode()).isZero();
    }

    @Test
    void explainTellsWhatIsMissingAndEndsWithOne() {
        End end = run("explain", "--client", "developer", "ship:linux");

        assertThat(end.out()).isEqualTo("""
                no: client developer does not satisfy ship:linux

                It would with any of these:
                  ship:linux
                  assume:release   (role release grants ship:*)
                """);
        assertThat(end.exitCode()).isEqualTo(1);
    }

    @Test
    void explainIsAboutOneselfWithoutASubject() {
        assertThat(run("explain", "anything").out()).startsWith("yes: you satisfy anything\n\n  *\n");
        assertThat(run("explain", "--held", "assume:release", "ship:x").out())
                .startsWith("yes: who holds assume:release satisfies ship:x\n");
    }

    @Test
    void explainPrintsTheReplyForPrograms() {
        End end = run("explain", "--json", "--role", "project:firefox", "build:firefox");

        assertThat(end.json().path("satisfied").booleanValue()).isTrue();
        assertThat(end.json().path("chains").path(0).path("steps").size()).isEqualTo(2);
    }

    @Test
    void reachTellsWhoGainsAndEndsWithOne() {
        End end = run("reach", "--role", "ci:firefox", "--add", "assume:release");

        assertThat(end.out()).isEqualTo("""
                This change of role ci:firefox would alter what 1 role and 1 client reach; 2 of them gain.

                role ci:firefox
                  + assume:release
                  + ship:*
                    by assume:ci:firefox → role ci:firefox → assume:release

                client developer
                  + assume:release
                  + ship:*
                    by assume:project:firefox → role project:* → assume:ci:firefox → role ci:firefox → assume:release
                """);
        assertThat(end.exitCode()).isEqualTo(1);
    }

    @Test
    void reachEndsWithZeroWhenNobodyGains(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("scopes.txt"), List.of("build:firefox", "", "build:firefox"));

        assertThat(run("reach", "--role", "ci:firefox", "--scopes", file.toString())
                        .out())
                .isEqualTo("Nobody would gain or lose anything by this change of role ci:firefox.\n");
        End deleted = run("reach", "--role", "ci:firefox", "--delete");
        assertThat(deleted.exitCode()).isZero();
        assertThat(deleted.out()).contains("client developer", "  - build:firefox");
    }

    @Test
    void reachPrintsJsonForPrograms() {
        End end = run("reach", "--json", "--client", "developer", "--add", "x", "--within", "y:*");

        assertThat(end.json().path("changes").size()).isZero();
        assertThat(end.json().path("steady").booleanValue()).isTrue();
        assertThat(end.exitCode()).isZero();
    }

    @Test
    void aRefusalIsToldAndEndsWithThree() {
        Map<String, String> wrong = environment(Credentials.of("nobody", "no-token-of-anybody-at-all"));

        End end = run(wrong, "explain", "--client", "developer", "x");

        assertThat(end.err()).contains("AuthenticationFailed", "nobody");
        assertThat(end.exitCode()).isEqualTo(3);
        assertThat(run("explain", "--client", "unknown", "x").err()).contains("ResourceNotFound", "unknown");
    }

    @Test
    void wrongArgumentsAreToldAndEndWithTwo() {
        assertThat(run("reach", "--role", "ci:firefox").exitCode()).isEqualTo(2);
        assertThat(run("reach", "--add", "x").exitCode()).isEqualTo(2);
        assertThat(run("reach", "--role", "a", "--client", "b", "--delete").exitCode())
                .isEqualTo(2);
        assertThat(run("reach", "--role", "ci:firefox", "--remove", "not-there").err())
                .contains("role ci:firefox has no scope 'not-there'");
        assertThat(run("reach", "--role", "a", "--scopes", "/no/such/file").err())
                .contains("no file");
        assertThat(run("explain").exitCode()).isEqualTo(2);
        assertThat(run().exitCode()).isEqualTo(2);
    }

    @Test
    void aMissingEnvironmentIsToldAllAtOnce() {
        End end = run(Map.of("TASKCLUSTER_CLIENT_ID", "x"), "explain", "y");

        assertThat(end.err()).contains("TASKCLUSTER_ROOT_URL", "TASKCLUSTER_ACCESS_TOKEN");
        assertThat(end.exitCode()).isEqualTo(2);
    }

    @Test
    void noAnswerEndsWithThree() {
        Map<String, String> nowhere = Map.of("TASKCLUSTER_ROOT_URL", "http://127.0.0.1:1");

        assertThat(run(nowhere, "explain", "y").exitCode()).isEqualTo(3);
    }
}

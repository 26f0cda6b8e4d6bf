package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.json.Json;
import io.spotcluster.auth.AuthHarness.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SentryDsnTest {
    private final Map<String, List<Map<String, Object>>> projects = new TreeMap<>();
    private final LoopbackSystem sentry = new LoopbackSystem(this::answer);
    private final AuthHarness auth = AuthHarness.configured(AuthHarness.configuration("""
            {"auth": {"sentry": {"url": "%s", "organization": "org", "team": "team", "keyPrefix": "ours",
                                 "authToken": "sentry-token"}}}""".formatted(sentry.url())));
    private int keys;

    @AfterEach
    void close() {
        sentry.close();
    }

    private synchronized HttpReply answer(HttpRequest request) {
        if (!request.header("authorization").equals(Optional.of("Bearer sentry-token"))) {
            return LoopbackSystem.json(401, Map.of("detail", "no"));
        }
        String path = request.rawPath();
        if (path.equals("/api/0/teams/org/team/projects/")) {
            String slug =
                    Json.MAPPER.readTree(request.body().asUtf8()).path("slug").stringValue();
            projects.put(slug, new ArrayList<>());
            return LoopbackSystem.json(201, Map.of("slug", slug));
        }
        if (path.equals("/api/0/organizations/org/projects/")) {
            return LoopbackSystem.json(
                    200,
                    projects.keySet().stream().map(slug -> Map.of("slug", slug)).toList());
        }
        String[] parts = path.split("/", -1);
        List<Map<String, Object>> known = projects.get(parts[5]);
        if (known == null) {
            return LoopbackSystem.json(404, Map.of("detail", "no such project"));
        }
        return switch (request.method()) {
            case "GET" -> LoopbackSystem.json(200, known);
            case "POST" -> {
                String id = "key" + keys++;
                Map<String, Object> key = key(
                        id,
                        Json.MAPPER
                                .readTree(request.body().asUtf8())
                                .path("name")
                                .stringValue());
                known.add(key);
                yield LoopbackSystem.json(201, key);
            }
            default -> {
                known.removeIf(key -> parts[7].equals(key.get("id")));
                yield LoopbackSystem.json(204, "", Map.of());
            }
        };
    }

    private static Map<String, Object> key(String id, String label) {
        return Map.of(
                "id", id,
                "label", label,
                "dsn",
                        Map.of(
                                "secret", "https://%s:secret@sentry.example.com/1".formatted(id),
                                "public", "https://%s@sentry.example.com/1".formatted(id)));
    }

    private Answer dsn(AuthHarness harness) {
        return harness.call(ROOT, "GET", "/sentry/project-1/dsn").ok();
    }

    private static String secret(Answer answer) {
        return answer.json().path("dsn").path("secret").stringValue();
    }

    @Test
    void aProjectAndAKeyAreMadeAndUsedAgain() {
        Answer first = dsn(auth);

        assertThat(first.text("project")).isEqualTo("project-1");
        assertThat(secret(first)).isEqualTo("https://key0:secret@sentry.example.com/1");
        assertThat(first.json().path("dsn").path("public").stringValue())
                .isEqualTo("https://key0@sentry.example.com/1");
        assertThat(first.text("expires")).isEqualTo("2026-01-03T00:00:00.000Z");
        int calls = sentry.calls.size();
        assertThat(secret(dsn(auth))).isEqualTo(secret(first));
        assertThat(sentry.calls).hasSize(calls);
    }

    @Test
    void aKeyIsTakenOverOrReplacedByWhatItsNameSays() {
        projects.put(
                "project-1",
                new ArrayList<>(List.of(
                        key("foreign", "somebody's"),
                        key("nodate", "ours managed (expires-at:9999-99-99T00:00:00Z)"),
                        key("older", "ours managed (expires-at:2026-01-02T12:00:00.000Z)"),
                        key("newer", "ours managed (expires-at:2026-01-02T18:00:00.000Z)"))));

        assertThat(secret(dsn(auth))).contains("newer");

        auth.clock.advance(Duration.ofDays(1));

        assertThat(secret(dsn(auth))).contains("key0");
    }

    @Test
    void keysAreDeletedWhenTheyAreOver() {
        projects.put("other", new ArrayList<>(List.of(key("foreign", "somebody's"))));
        dsn(auth);
        auth.service.chores().expire();
        assertThat(projects.get("project-1")).hasSize(1);

        auth.clock.advance(Duration.ofDays(2).plusSeconds(1));
        auth.service.chores().expire();

        assertThat(projects.get("project-1")).isEmpty();
        assertThat(projects.get("other")).hasSize(1);
    }

    @Test
    void withoutSentryItSaysSo() {
        AuthHarness.create().call(ROOT, "GET", "/sentry/project-1/dsn").fails(404, "ResourceNotFound", "auth.sentry");
        auth.call(auth.client("x", "auth:sentry:other"), "GET", "/sentry/project-1/dsn")
                .fails(403, "InsufficientScopes");
        auth.call(ROOT, "GET", "/sentry/a%20b/dsn").fails(400, "InvalidRequestArguments", "project");
    }

    @Test
    void aSentryThatRefusesIsAnErrorOfTheServer() {
        sentry.close();

        assertThat(auth.call(ROOT, "GET", "/sentry/project-1/dsn").status()).isEqualTo(500);
    }
}

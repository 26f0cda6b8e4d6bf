package io.spotcluster.auth.sentry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.spotcluster.auth.outbound.JsonHttp;
import io.spotcluster.auth.outbound.JsonHttp.Answer;
import io.spotcluster.base.Timestamp;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keys of Sentry projects. Ours carry their expiry in their name, as Taskcluster's do, so that whoever comes later finds them;
 * each is good for at least a day when it is told, and {@link #deleteExpired} ends it.
 */
public final class SentryKeys {
    private static final Duration LIFETIME = Duration.ofDays(2);

    /** Callers may use a key for a day, and then some. */
    private static final Duration LEAST_REST = Duration.ofHours(25);

    private static final Pattern MANAGED = Pattern.compile(" managed \\(expires-at:([0-9TZ:.-]+)\\)");
    private static final int MOST_PROJECTS = 1000;

    private final SentryAccess access;
    private final JsonHttp sentry;
    private final Map<String, String> headers;
    private final Clock clock;
    private final Cache<String, ProjectKey> kept =
            Caffeine.newBuilder().maximumSize(MOST_PROJECTS).build();

    public SentryKeys(SentryAccess access, Clock clock) {
        this.access = access;
        this.sentry = new JsonHttp("Sentry", access.url());
        this.headers = Map.of("authorization", "Bearer " + access.authToken().reveal());
        this.clock = clock;
    }

    /** One key of a project, with its addresses. */
    record ProjectKey(String id, String secretDsn, String publicDsn, Instant expires) {
        /** Without the addresses: one of them is a secret. */
        @Override
        public String toString() {
            return "ProjectKey[%s, until %s]".formatted(id, expires);
        }
    }

    /** One that lasts for at least 25 hours. A project that is not there is made. */
    ProjectKey key(String project) {
        Instant latest = clock.instant().plus(LEAST_REST);
        ProjectKey known = kept.getIfPresent(project);
        if (known != null && known.expires().isAfter(latest)) {
            return known;
        }
        Answer listed = sentry.get(keysPath(project), headers);
        if (listed.status() == 404) {
            make(project);
            listed = sentry.get(keysPath(project), headers);
        }
        ProjectKey key = managed(good(listed).json()).stream()
                .max(Comparator.comparing(ProjectKey::expires))
                .filter(newest -> newest.expires().isAfter(latest))
                .orElseGet(() -> makeKey(project));
        kept.put(project, key);
        return key;
    }

    /** How many were deleted. To be called now and then. */
    public int deleteExpired() {
        Instant now = clock.instant();
        int deleted = 0;
        JsonNode projects = good(sentry.get(
                        "/api/0/organizations/%s/projects/".formatted(access.organization()), headers))
                .json();
        for (JsonNode project : projects) {
            String slug = project.path("slug").asString("");
            if (!slug.matches("[a-zA-Z0-9_-]+")) {
                continue;
            }
            for (ProjectKey key :
                    managed(good(sentry.get(keysPath(slug), headers)).json())) {
                if (key.expires().isBefore(now)) {
                    good(sentry.delete(keysPath(slug) + key.id() + "/", headers));
                    deleted++;
                }
            }
        }
        return deleted;
    }

    private void make(String project) {
        ObjectNode body =
                JsonMapper.shared().createObjectNode().put("name", project).put("slug", project);
        Answer made = sentry.post(
                "/api/0/teams/%s/%s/projects/".formatted(access.organization(), access.team()), headers, body);
        if (made.status() != 409) { // Somebody else made it meanwhile.
            good(made);
        }
    }

    private ProjectKey makeKey(String project) {
        Instant expires = clock.instant().plus(LIFETIME);
        ObjectNode body = JsonMapper.shared()
                .createObjectNode()
                .put("name", "%s managed (expires-at:%s)".formatted(access.keyPrefix(), Timestamp.format(expires)));
        Answer made = good(sentry.post(keysPath(project), headers, body));
        return read(made.json(), expires).orElseThrow(() -> sentry.unexpected(made));
    }

    private List<ProjectKey> managed(JsonNode keys) {
        return keys.valueStream()
                .flatMap(key -> expiry(key).flatMap(expires -> read(key, expires)).stream())
                .toList();
    }

    private Optional<Instant> expiry(JsonNode key) {
        String label = key.path("label").asString("");
        if (!label.startsWith(access.keyPrefix())) {
            return Optional.empty();
        }
        Matcher managed = MANAGED.matcher(label.substring(access.keyPrefix().length()));
        if (!managed.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(managed.group(1)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<ProjectKey> read(JsonNode key, Instant expires) {
        String id = key.path("id").asString("");
        JsonNode dsn = key.path("dsn");
        if (!id.matches("[A-Za-z0-9_-]+")
                || !dsn.path("secret").isString()
                || !dsn.path("public").isString()) {
            return Optional.empty();
        }
        return Optional.of(new ProjectKey(
                id, dsn.path("secret").stringValue(), dsn.path("public").stringValue(), expires));
    }

    private Answer good(Answer answer) {
        if (!answer.isGood()) {
            throw sentry.unexpected(answer);
        }
        return answer;
    }

    private String keysPath(String project) {
        return "/api/0/projects/%s/%s/keys/".formatted(access.organization(), project);
    }
}

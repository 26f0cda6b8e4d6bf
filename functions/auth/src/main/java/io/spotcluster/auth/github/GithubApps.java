package io.spotcluster.auth.github;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.spotcluster.auth.outbound.JsonHttp;
import io.spotcluster.auth.outbound.JsonHttp.Answer;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes tokens of GitHub apps, through GitHub's REST API. */
public final class GithubApps {
    /** GitHub accepts ten minutes at most. */
    private static final Duration APP_TOKEN_LIFETIME = Duration.ofMinutes(9);

    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Duration INSTALLATION_KEPT_FOR = Duration.ofHours(1);
    private static final int MOST_INSTALLATIONS = 1000;

    private final GithubAccess access;
    private final JsonHttp github;
    private final Clock clock;
    private final Cache<Installed, Long> installations;

    public GithubApps(GithubAccess access, Clock clock) {
        this.access = access;
        this.github = new JsonHttp("GitHub", access.apiUrl());
        this.clock = clock;
        this.installations = Caffeine.newBuilder()
                .maximumSize(MOST_INSTALLATIONS)
                .expireAfterWrite(INSTALLATION_KEPT_FOR)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    private record Installed(String app, String owner) {}

    /** What GitHub gave. */
    record Token(String token, Instant expires) {
        /** Without the token. */
        @Override
        public String toString() {
            return "Token[until %s]".formatted(expires);
        }
    }

    /**
     * @param owner and {@code repositories}: in lower case
     * @throws RejectedException for what the caller can mend
     */
    Token token(String appName, String owner, List<String> repositories, JsonNode permissions) {
        GithubAccess.App app = Optional.ofNullable(access.apps().get(appName))
                .orElseThrow(
                        () -> Rejection.notFound("there is no GitHub app '%s' in this deployment".formatted(appName))
                                .asException());
        Installed installed = new Installed(appName, owner);
        Map<String, String> headers = headers(app);
        long installation =
                Optional.ofNullable(installations.getIfPresent(installed)).orElseGet(() -> find(installed, headers));
        ObjectNode body = JsonMapper.shared().createObjectNode();
        ArrayNode list = body.putArray("repositories");
        repositories.forEach(list::add);
        body.set("permissions", permissions);
        Answer answer = github.post("/app/installations/%d/access_tokens".formatted(installation), headers, body);
        if (answer.status() == 404) {
            installations.invalidate(installed);
            throw notInstalled(installed);
        }
        if (answer.status() == 422) {
            throw Rejection.input(
                            "GitHub refuses these permissions or repositories: " + shortened(answer.text("message")))
                    .asException();
        }
        refuseWhenLimited(installed, answer);
        if (!answer.isGood()
                || !answer.json().path("token").isString()
                || !answer.json().path("expires_at").isString()) {
            throw github.unexpected(answer);
        }
        return new Token(answer.text("token"), Instant.parse(answer.text("expires_at")));
    }

    /** An organisation's, or else a user's. */
    private long find(Installed installed, Map<String, String> headers) {
        Answer answer = github.get("/orgs/%s/installation".formatted(installed.owner()), headers);
        if (answer.status() == 404) {
            answer = github.get("/users/%s/installation".formatted(installed.owner()), headers);
        }
        if (answer.status() == 404) {
            throw notInstalled(installed);
        }
        refuseWhenLimited(installed, answer);
        if (answer.status() >= 300 && answer.status() < 400) {
            throw renamed(installed, "somebody else");
        }
        if (!answer.isGood() || !answer.json().path("id").isIntegralNumber()) {
            throw github.unexpected(answer);
        }
        String actual = answer.json().path("account").path("login").asString("");
        if (!actual.toLowerCase(Locale.ROOT).equals(installed.owner())) {
            throw renamed(installed, "'" + shortened(actual) + "'");
        }
        long id = answer.json().path("id").longValue();
        installations.put(installed, id);
        return id;
    }

    /** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
    private static void refuseWhenLimited(Installed installed, Answer answer) {
        boolean limited = answer.status() == 429
                || (answer.status() == 403
                        && (answer.headers().firstValue("retry-after").isPresent()
                                || answer.headers()
                                        .firstValue("x-ratelimit-remaining")
                                        .filter("0"::equals)
                                        .isPresent()
                                || answer.text("message")
                                        .toLowerCase(Locale.ROOT)
                                        .contains("secondary rate")));
        if (limited) {
            throw new Rejection(
                            ErrorCode.TOO_MANY_REQUESTS,
                            "GitHub limits how often the app '%s' may ask; try again later".formatted(installed.app()))
                    .asException();
        }
    }

    /** GitHub leads on from a former name, which somebody else may take tomorrow; and scopes are about the name. */
    private static RejectedException renamed(Installed installed, String actual) {
        return Rejection.input("the installation for '%s' belongs to %s: was the owner renamed?"
                        .formatted(installed.owner(), actual))
                .asException();
    }

    private static RejectedException notInstalled(Installed installed) {
        return Rejection.notFound(
                        "the GitHub app '%s' is not installed for '%s'".formatted(installed.app(), installed.owner()))
                .asException();
    }

    private Map<String, String> headers(GithubAccess.App app) {
        return Map.of(
                "authorization", "Bearer " + appToken(app),
                "accept", "application/vnd.github+json",
                "x-github-api-version", "2022-11-28");
    }

    private String appToken(GithubAccess.App app) {
        Instant now = clock.instant();
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.RS256),
                new JWTClaimsSet.Builder()
                        .issuer(app.appId())
                        .issueTime(Date.from(now.minus(SKEW)))
                        .expirationTime(Date.from(now.plus(APP_TOKEN_LIFETIME)))
                        .build());
        try {
            token.sign(new RSASSASigner(app.key()));
        } catch (JOSEException e) {
            throw new IllegalStateException("the key of the GitHub app %s signs nothing".formatted(app.appId()), e);
        }
        return token.serialize();
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}

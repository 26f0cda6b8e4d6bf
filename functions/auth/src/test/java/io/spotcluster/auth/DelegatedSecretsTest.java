package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.ROOT_URL;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.auth.AuthHarness.Answer;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.session.CloudSessions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Secrets of the configuration, and those that other systems give, go through everything and show up nowhere else. */
class DelegatedSecretsTest {
    private static final RSAKey KEY = key();

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<String> seen = new ArrayList<>();

    /** What the other systems answer: well, or badly and with secrets in it. */
    private volatile boolean kind = true;

    private final LoopbackSystem others = new LoopbackSystem(this::answer);
    private final AuthConfiguration configuration =
            AuthHarness.configuration("""
            {"auth": {
               "rootAccessToken": "CANARY-root-0123456789abc",
               "staticClients": [{"clientId": "static/x", "accessToken": "CANARY-static-0123456789a", "description": "", "scopes": []}],
               "aws": {"roles": [{"roleArn": "arn:aws:iam::123456789012:role/r", "buckets": ["bucket"]}]},
               "websocktunnel": {"secret": "CANARY-tunnel-0123456789abcdef0123"},
               "sentry": {"url": "%s", "organization": "org", "team": "team", "keyPrefix": "ours", "authToken": "CANARY-sentry"},
               "github": {"apiUrl": "%s", "apps": {"app": {"appId": "1", "privateKey": "%s"}}}},
             "signIn": {"providers": [{"name": "idp", "issuer": "https://idp.example.com/", "audience": ["us"],
                                       "jwksUrl": "%s/keys"}]}}""".formatted(others.url(), others.url(), pem(), others.url()));
    private final AuthHarness auth = AuthHarness.configured(
            configuration,
            Optional.of(request -> new CloudSessions.Session(
                    "AKID",
                    "CANARY-aws-secret",
                    "CANARY-aws-token",
                    java.time.Instant.EPOCH.plus(request.lifetime()))));

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
        others.close();
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("k").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static String encodedKey() {
        try {
            return Base64.getEncoder().encodeToString(KEY.toPrivateKey().getEncoded());
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem() {
        return "-----BEGIN PRIVATE KEY-----\\\\n%s\\\\n-----END PRIVATE KEY-----".formatted(encodedKey());
    }

    private HttpReply answer(HttpRequest request) {
        if (request.rawPath().equals("/keys")) {
            return LoopbackSystem.json(200, new JWKSet(KEY).toString(true), Map.of());
        }
        if (!kind) {
            return LoopbackSystem.json(
                    500, Map.of("message", "CANARY-answer", "detail", "CANARY-answer", "token", "CANARY-answer"));
        }
        return switch (request.rawPath()) {
            case "/orgs/owner/installation" ->
                LoopbackSystem.json(200, Map.of("id", 1, "account", Map.of("login", "owner")));
            case "/app/installations/1/access_tokens" ->
                LoopbackSystem.json(201, Map.of("token", "CANARY-github", "expires_at", "2026-01-01T01:00:00Z"));
            default -> {
                Map<String, Object> key = Map.of(
                        "id", "1", "dsn", Map.of("secret", "https://CANARY-dsn@e.com", "public", "https://p@e.com"));
                yield request.method().equals("POST")
                        ? LoopbackSystem.json(201, key)
                        : LoopbackSystem.json(200, List.of());
            }
        };
    }

    private String idToken(String audience) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(),
                new JWTClaimsSet.Builder()
                        .issuer("https://idp.example.com/")
                        .audience(audience)
                        .subject("jo")
                        .claim("nonce", "CANARY-nonce")
                        .issueTime(Date.from(auth.clock.instant()))
                        .expirationTime(Date.from(auth.clock.instant().plus(Duration.ofHours(1))))
                        .build());
        token.sign(new RSASSASigner(KEY));
        return token.serialize();
    }

    private Answer signIn(ObjectNode body) {
        return auth.send(
                "POST",
                URI.create(ROOT_URL + "/api/login/v1/oidc-credentials/idp"),
                Map.of("content-type", "application/json"),
                Bytes.utf8(body.toString()));
    }

    private void failing(Answer answer) {
        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        seen.add(answer.json().toString());
    }

    private Answer github() {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.putObject("permissions").put("contents", "read");
        body.putArray("repositories").add("repo");
        return auth.call(ROOT, "POST", "/github/app/owner/repo-token", body);
    }

    @Test
    void noneOfThemIsInALogAnErrorOrAText() throws JOSEException {
        auth.call(ROOT, "GET", "/aws/s3/read-only/bucket/a/").ok();
        auth.call(ROOT, "GET", "/websocktunnel/tunnel/worker").ok();
        auth.call(ROOT, "GET", "/sentry/project/dsn").ok();
        github().ok();
        String good = idToken("us");
        String wrong = idToken("somebody-else");
        ObjectNode body = JsonMapper.shared().createObjectNode().put("nonce", "CANARY-nonce");
        Answer signedIn = signIn(body.deepCopy().put("idToken", good)).ok();
        failing(signIn(body.deepCopy().put("idToken", wrong)));
        failing(signIn(body.deepCopy().put("idToken", good).put("nonce", "CANARY-other")));
        failing(signIn(body.deepCopy().put("idToken", good).put("unknown", true)));
        kind = false;
        failing(auth.call(ROOT, "GET", "/sentry/other/dsn"));
        failing(github());
        seen.add(configuration.toString());
        seen.add(auth.service.toString());

        assertThat(log.list).isNotEmpty();
        log.list.forEach(event -> {
            seen.add(event.getFormattedMessage());
            Optional.ofNullable(event.getThrowableProxy())
                    .ifPresent(thrown -> seen.add(ThrowableProxyUtil.asString(thrown)));
        });
        String accessToken =
                signedIn.json().path("credentials").path("accessToken").stringValue();
        for (String secret : List.of(
                "CANARY",
                good,
                wrong,
                good.split("\\.", -1)[1],
                accessToken,
                encodedKey().substring(40, 80))) {
            assertThat(seen).noneMatch(text -> text.contains(secret));
        }
    }
}

package io.spotcluster.auth.websocktunnel;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.configuration.ConfigurationDocument;
import io.spotcluster.api.configuration.SecretText;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** websocktunnelToken: a JWT that tunnel servers check by a secret they share with us. */
public final class WebsocktunnelHandlers {
    /** What HMAC-SHA256 asks of a key. */
    private static final int LEAST_SECRET_BYTES = 32;

    private static final String PATH = "$.auth.websocktunnel.secret";
    private static final Duration LIFETIME = Duration.ofDays(4);
    private static final Duration SKEW = Duration.ofMinutes(15);

    private final Optional<SecretText> secret;
    private final Clock clock;

    /** @param secret absent, where the deployment has no tunnel */
    public WebsocktunnelHandlers(Optional<SecretText> secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    public static Optional<SecretText> readSecret(ConfigurationDocument document) {
        JsonNode value = document.at("/auth/websocktunnel/secret");
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        Optional<SecretText> secret = document.secret(PATH, value);
        int length = secret.map(found -> bytes(found).length).orElse(LEAST_SECRET_BYTES);
        if (length < LEAST_SECRET_BYTES) {
            document.fault(PATH, "it has %d bytes, at least %d were expected".formatted(length, LEAST_SECRET_BYTES));
        }
        return secret;
    }

    public Reply token(Authorized authority, Request request) {
        SecretText key = secret.orElseThrow(() -> Rejection.notFound(
                        "this deployment has no websocktunnel (the configuration's auth.websocktunnel is not set)")
                .asException());
        String client = request.parameter("wstClient");
        String audience = request.parameter("wstAudience");
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expires = now.plus(LIFETIME);
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .claim("tid", client)
                .audience(audience)
                .subject(authority.caller().clientId())
                .issuer("taskcluster-auth")
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now.minus(SKEW)))
                .expirationTime(Date.from(expires))
                .build();
        return Reply.of(JsonMapper.shared()
                .createObjectNode()
                .put("wstClient", client)
                .put("wstAudience", audience)
                .put("token", signed(claims, key))
                .put("expires", Timestamp.format(expires)));
    }

    private static String signed(JWTClaimsSet claims, SecretText key) {
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(new MACSigner(bytes(key)));
        } catch (JOSEException e) {
            throw new IllegalStateException("the websocktunnel's secret signs nothing", e);
        }
        return token.serialize();
    }

    private static byte[] bytes(SecretText key) {
        return key.reveal().getBytes(StandardCharsets.UTF_8);
    }
}

package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.spotcluster.auth.AuthHarness.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WebsocktunnelTokenTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final AuthHarness auth = AuthHarness.configured(configured(SECRET));

    private static AuthConfiguration configured(String secret) {
        return AuthHarness.configuration("{\"auth\":{\"websocktunnel\":{\"secret\":\"%s\"}}}".formatted(secret));
    }

    @Test
    void theTokenNamesCallerTunnelAndAudience() throws Exception {
        Answer answer =
                auth.call(ROOT, "GET", "/websocktunnel/tunnel-1/group.worker~1").ok();

        assertThat(answer.text("wstAudience")).isEqualTo("tunnel-1");
        assertThat(answer.text("wstClient")).isEqualTo("group.worker~1");
        assertThat(answer.text("expires")).isEqualTo("2026-01-05T00:00:00.000Z");
        SignedJWT token = SignedJWT.parse(answer.text("token"));
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
        assertThat(token.verify(new MACVerifier(SECRET))).isTrue();
        assertThat(token.verify(new MACVerifier(SECRET.replace('0', '1')))).isFalse();
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getStringClaim("tid")).isEqualTo("group.worker~1");
        assertThat(claims.getAudience()).containsExactly("tunnel-1");
        assertThat(claims.getSubject()).isEqualTo(Bootstrap.ROOT);
        assertThat(claims.getIssuer()).isEqualTo("taskcluster-auth");
        assertThat(claims.getIssueTime()).isEqualTo(auth.clock.instant());
        assertThat(claims.getNotBeforeTime()).isEqualTo(auth.clock.instant().minus(Duration.ofMinutes(15)));
        assertThat(claims.getExpirationTime()).isEqualTo(auth.clock.instant().plus(Duration.ofDays(4)));
    }

    @Test
    void scopesNameAudienceAndClient() {
        var caller = auth.client("x", "auth:websocktunnel-token:tunnel/mine.*");

        auth.call(caller, "GET", "/websocktunnel/tunnel/mine.1").ok();
        auth.call(caller, "GET", "/websocktunnel/tunnel/other").fails(403, "InsufficientScopes");
        auth.call(ROOT, "GET", "/websocktunnel/a%20b/x").fails(400, "InvalidRequestArguments", "wstAudience");
    }

    @Test
    void withoutASecretItSaysSo() {
        AuthHarness.create()
                .call(ROOT, "GET", "/websocktunnel/tunnel/x")
                .fails(404, "ResourceNotFound", "auth.websocktunnel");
    }

    @Test
    void aShortSecretIsRefusedAtTheStartWithoutRepeatingIt() {
        assertThatThrownBy(() -> configured("too-short"))
                .hasMessageContaining("$.auth.websocktunnel.secret")
                .hasMessageContaining("9 bytes")
                .hasMessageNotContaining("too-short");
    }
}

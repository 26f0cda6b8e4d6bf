package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.ROOT_URL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.auth.AuthHarness.Answer;
import io.spotcluster.auth.signin.SignIn;
import io.spotcluster.base.Bytes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sign-in with a provider that the test plays: honest users, and those who are not. */
class SignInTest {
    private static final RSAKey KEY = rsa("key-1");
    private static final RSAKey NEXT_KEY = rsa("key-2");
    private static final RSAKey FOREIGN_KEY = rsa("key-1");

    private volatile JWKSet published = new JWKSet(KEY);
    private final LoopbackSystem provider = new LoopbackSystem(_ -> keys());
    private final AuthHarness auth =
            AuthHarness.configured(AuthHarness.configuration("""
            {"signIn": {"providers": [
               {"name": "idp", "issuer": "https://idp.example.com/", "audience": ["our-client"], "jwksUrl": "%s/keys",
                "algorithms": ["RS256", "ES256"], "groups": [{"claim": "groups", "rolePrefix": "idp-group:"}]},
               {"name": "other", "issuer": "https://other.example.com/", "audience": ["our-client"], "jwksUrl": "%s/keys",
                "userClaim": "email", "lifetimeSeconds": 600}]}}""".formatted(provider.url(), provider.url())));

    @AfterEach
    void close() {
        provider.close();
    }

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private HttpReply keys() {
        return LoopbackSystem.json(200, published.toString(true), Map.of("content-type", "application/json"));
    }

    private Instant now() {
        return auth.clock.instant();
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://idp.example.com/")
                .audience("our-client")
                .subject("ad|jo")
                .issueTime(Date.from(now()))
                .expirationTime(Date.from(now().plus(Duration.ofHours(1))));
    }

    private static String signed(JWTClaimsSet claims, RSAKey key, UnaryOperator<JWSHeader.Builder> header) {
        try {
            SignedJWT token = new SignedJWT(
                    header.apply(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()))
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static String signed(JWTClaimsSet.Builder claims) {
        return signed(claims.build(), KEY, header -> header);
    }

    private Answer signIn(String providerName, ObjectNode body) {
        return auth.send(
                "POST",
                URI.create(ROOT_URL + "/api/login/v1/oidc-credentials/" + providerName),
                Map.of("content-type", "application/json"),
                Bytes.utf8(body.toString()));
    }

    private Answer signIn(String token) {
        return signIn("idp", JsonMapper.shared().createObjectNode().put("idToken", token));
    }

    private Answer refused(String token) {
        Answer answer = signIn(token).fails(401, "AuthenticationFailed", "'idp'");
        assertThat(answer.json().toString()).doesNotContain(token);
        return answer;
    }

    private static Credentials credentials(Answer answer) {
        var json = answer.ok().json().path("credentials");
        return new Credentials(
                json.path("clientId").stringValue(),
                new AccessToken(json.path("accessToken").stringValue()),
                Optional.of(json.path("certificate").stringValue()));
    }

    private List<String> scopes(Credentials credentials) {
        return auth.call(credentials, "GET", "/scopes/current").ok().list("scopes");
    }

    @Test
    void aUserGetsTheScopesOfHisRoleAndOfHisGroups() {
        auth.role("login-identity:idp/ad|jo", "mine:*");
        auth.role("idp-group:*", "group:<..>");
        auth.role("idp-group:releng", "release");

        Answer answer = signIn(signed(claims().claim("groups", List.of("releng", "all staff"))));

        assertThat(answer.ok().text("expires")).isEqualTo("2026-01-02T00:00:00.000Z");
        Credentials jo = credentials(answer);
        assertThat(jo.clientId()).isEqualTo("idp/ad|jo");
        assertThat(scopes(jo))
                .contains("mine:*", "release", "group:releng", "group:all!20staff", "assume:login-identity:idp/ad|jo")
                .doesNotContain("*");
        auth.clock.advance(Duration.ofDays(1).plus(Duration.ofMinutes(6)));
        auth.call(jo, "GET", "/scopes/current").fails(401, "AuthenticationFailed", "expired");
    }

    @Test
    void groupsWithoutARoleAreLeftOut() {
        auth.role("idp-group:known", "x");
        List<String> groups = java.util.stream.IntStream.range(0, 500)
                .mapToObj(i -> "group-" + i)
                .toList();

        Answer answer = signIn(signed(claims().claim("groups", groups)));
        Answer one = signIn(signed(claims().claim("groups", "known")));

        assertThat(answer.ok().json().path("credentials").path("certificate").stringValue())
                .doesNotContain("group-1");
        assertThat(scopes(credentials(one))).contains("x");
    }

    @Test
    void theUserClaimAndLifetimeAreTheProvidersOwn() {
        String token = signed(claims().issuer("https://other.example.com/").claim("email", "jo@example.com"));

        Answer answer = signIn("other", JsonMapper.shared().createObjectNode().put("idToken", token));

        assertThat(credentials(answer).clientId()).isEqualTo("other/jo@example.com");
        assertThat(answer.text("expires")).isEqualTo("2026-01-01T00:10:00.000Z");
    }

    @Test
    void takingARoleAwayEndsWhatItGave() {
        auth.role("login-identity:idp/ad|jo", "mine:*");
        Credentials jo = credentials(signIn(signed(claims())));
        assertThat(scopes(jo)).contains("mine:*");

        auth.call(ROOT, "DELETE", AuthHarness.rolePath("login-identity:idp/ad|jo"))
                .ok();

        assertThat(scopes(jo)).doesNotContain("mine:*");
    }

    @Test
    void theIssuerMayGiveAwayNoMoreThanUsersCanHave() {
        Answer issuer =
                auth.call(ROOT, "GET", AuthHarness.clientPath(SignIn.ISSUER)).ok();

        assertThat(issuer.list("scopes"))
                .containsExactlyInAnyOrder(
                        "assume:idp-group:*",
                        "assume:login-identity:idp/*",
                        "assume:login-identity:other/*",
                        "auth:create-client:idp/*",
                        "auth:create-client:other/*");
    }

    @Test
    void providersAreListedForWhoBeginsASignIn() {
        Answer listed = auth.send("GET", URI.create(ROOT_URL + "/api/login/v1/providers"), Map.of(), Bytes.EMPTY)
                .ok();

        assertThat(listed.json().path("providers").path(0))
                .isEqualTo(JsonMapper.shared().readTree("""
                {"name": "idp", "issuer": "https://idp.example.com/", "audience": ["our-client"]}"""));
        signIn("nobody", JsonMapper.shared().createObjectNode().put("idToken", "x"))
                .fails(404, "ResourceNotFound", "nobody");
    }

    @Test
    void keysMayBeReplaced() {
        signIn(signed(claims())).ok();
        published = new JWKSet(List.of(KEY, NEXT_KEY));

        signIn(signed(claims().build(), NEXT_KEY, header -> header)).ok();
        signIn(signed(claims())).ok();
        assertThat(provider.calls).hasSize(2);
    }

    @Test
    void unknownKeysDoNotMakeUsAskAgainAndAgain() {
        signIn(signed(claims())).ok();
        for (int i = 0; i < 20; i++) {
            assertThat(signIn(signed(claims().build(), rsaNamed("made-up-" + i), header -> header))
                            .status())
                    .isGreaterThanOrEqualTo(400);
        }

        assertThat(provider.calls).hasSizeLessThanOrEqualTo(2);
        signIn(signed(claims())).ok();
    }

    private static RSAKey rsaNamed(String id) {
        return new RSAKey.Builder(FOREIGN_KEY).keyID(id).build();
    }

    @Test
    void otherAlgorithmsAreAcceptedAsConfigured() throws JOSEException {
        ECKey elliptic = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        published = new JWKSet(List.of(KEY, elliptic));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(), claims().build());
        token.sign(new ECDSASigner(elliptic));

        signIn(token.serialize()).ok();
    }

    @Test
    void whatIsForOthersOrOverOrNotYetIsRefused() {
        refused(signed(claims().audience("another-client"))).fails(401, "AuthenticationFailed", "audience");
        refused(signed(claims().issuer("https://idp.example.com"))).fails(401, "AuthenticationFailed", "issuer");
        refused(signed(claims().issuer("https://other.example.com/")));
        refused(signed(claims().expirationTime(Date.from(now().minus(Duration.ofSeconds(61))))));
        refused(signed(claims().issueTime(Date.from(now().plus(Duration.ofSeconds(61))))));
        refused(signed(claims().issueTime(Date.from(now().minus(Duration.ofSeconds(661))))));
        refused(signed(claims().notBeforeTime(Date.from(now().plus(Duration.ofSeconds(61))))));
        refused(signed(claims().expirationTime(null))).fails(401, "AuthenticationFailed", "lacks a claim");
        refused(signed(claims().issueTime(null)));
        refused(signed(claims().audience((String) null)));
        refused(signed(claims().audience(List.of("our-client", "another"))));
        refused(signed(claims().audience(List.of("our-client", "another")).claim("azp", "another")));
        refused(signed(claims().claim("azp", "another")));

        signIn(signed(claims().expirationTime(Date.from(now().minus(Duration.ofSeconds(59))))))
                .ok();
        signIn(signed(claims().issueTime(Date.from(now().plus(Duration.ofSeconds(59))))))
                .ok();
        signIn(signed(claims().audience(List.of("our-client", "another")).claim("azp", "our-client")))
                .ok();
    }

    @Test
    void tokensWithoutASignatureAreRefused() {
        refused(new PlainJWT(claims().build()).serialize());
        String[] parts = signed(claims()).split("\\.", -1);
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        refused(none + "." + parts[1] + "." + parts[2]);
        refused(none + "." + parts[1] + ".");
        refused(parts[0] + "." + parts[1] + ".");
        refused(parts[0] + "." + parts[1]);
        refused("x");
        refused("a.b.c.d.e");
    }

    @Test
    void thePublicKeyIsNoSharedSecret() throws JOSEException {
        for (byte[] secret : List.of(
                KEY.toRSAPublicKey().getEncoded(),
                KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("key-1").build(), claims().build());
            token.sign(new MACSigner(secret));
            refused(token.serialize());
        }
    }

    @Test
    void aKeyThatTheTokenBringsAlongIsNotUsed() {
        refused(signed(claims().build(), FOREIGN_KEY, header -> header));
        refused(signed(claims().build(), FOREIGN_KEY, header -> header.jwk(FOREIGN_KEY.toPublicJWK())));
        refused(signed(
                claims().build(),
                FOREIGN_KEY,
                header -> header.jwkURL(URI.create(provider.url() + "/attackers-keys"))));
        assertThat(provider.calls).doesNotContain("GET /attackers-keys");
    }

    @Test
    void accessTokensAndUnknownAlgorithmsAreRefused() throws JOSEException {
        refused(signed(claims().build(), KEY, header -> header.type(new JOSEObjectType("at+jwt"))));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("key-1").build(), claims().build());
        token.sign(new RSASSASigner(KEY));
        refused(token.serialize());
    }

    @Test
    void aChangedTokenIsRefused() {
        String token = signed(claims());
        String[] parts = token.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String changed = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.replace("ad|jo", "ad|al").getBytes(StandardCharsets.UTF_8));

        refused(parts[0] + "." + changed + "." + parts[2]);
    }

    @Test
    void aNonceMustBeTheOneOfTheSignIn() {
        String with = signed(claims().claim("nonce", "n-1"));
        ObjectNode body = JsonMapper.shared().createObjectNode().put("idToken", with);

        refused(with);
        signIn("idp", body.deepCopy().put("nonce", "n-2")).fails(401, "AuthenticationFailed", "nonce");
        signIn("idp", body.deepCopy().put("nonce", "n-1")).ok();
        signIn("idp", body.deepCopy().put("idToken", signed(claims())).put("nonce", "n-1"))
                .fails(401, "AuthenticationFailed", "nonce");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "re*",
                "releng*",
                "<..>",
                "a\nassume:secret",
                "../secret",
                "releng ",
                "RELENG",
                "relén",
                "a/b",
                "\u0000"
            })
    void oddNamesOfGroupsStandForThemselvesAlone(String name) {
        auth.role("idp-group:releng", "release");
        auth.role("secret", "secret");
        auth.role("idp-group:*", "group:<..>");

        List<String> scopes = scopes(credentials(signIn(signed(claims().claim("groups", List.of(name))))));

        assertThat(scopes)
                .doesNotContain("release", "secret", "*", "group:*")
                .noneMatch(scope -> scope.startsWith("group:") && scope.endsWith("*"))
                .anyMatch(scope -> scope.startsWith("group:"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "ad|*", "../../static/taskcluster/root", "ad|jo\n", "ad|jo/", "AD|jo", "ad!7Cjo", "ad|jo*"})
    void oddNamesOfUsersAreNobodyElse(String name) {
        auth.role("login-identity:idp/ad|jo", "mine:*");

        Credentials odd = credentials(signIn(signed(claims().subject(name))));

        assertThat(odd.clientId()).startsWith("idp/").doesNotContain("*", "\n");
        assertThat(odd.clientId().substring(4)).doesNotContain("/");
        assertThat(scopes(odd)).doesNotContain("mine:*");
    }

    @Test
    void claimsOfOtherTypesAreNoNames() {
        refused(signed(claims().subject(null)));
        refused(signed(claims().subject("")));
        refused(signed(claims().claim("sub", List.of("ad|jo"))));
        refused(signed(claims().subject("x".repeat(2000))));
        auth.role("idp-group:releng", "release");
        for (Object groups :
                List.of(7, Map.of("releng", true), List.of(List.of("releng"), Map.of("a", "releng"), 1, ""))) {
            assertThat(scopes(credentials(signIn(signed(claims().claim("groups", groups))))))
                    .doesNotContain("release");
        }
        refused(signed(claims().claim(
                        "groups",
                        java.util.stream.IntStream.range(0, 2001)
                                .mapToObj(i -> "g" + i)
                                .toList())));
    }

    @Test
    void aProviderThatDoesNotAnswerIsNotTheUsersFault() {
        provider.close();

        signIn(signed(claims())).fails(500, "InternalServerError");
    }

    @Test
    void keysMustComeOverASafeWay() {
        for (String url : List.of("http://idp.example.com/keys", "http://10.0.0.1/keys", "ftp://localhost/keys")) {
            assertThatThrownBy(() -> AuthHarness.configuration("""
                            {"signIn": {"providers": [{"name": "idp", "issuer": "https://idp.example.com/",
                              "audience": ["x"], "jwksUrl": "%s"}]}}""".formatted(url)))
                    .hasMessageContaining("jwksUrl");
        }
        for (String name : List.of("static", "task-client", "worker")) {
            assertThatThrownBy(() -> AuthHarness.configuration("""
                            {"signIn": {"providers": [{"name": "%s", "issuer": "https://idp.example.com/",
                              "audience": ["x"], "jwksUrl": "https://idp.example.com/keys"}]}}""".formatted(name)))
                    .hasMessageContaining(name);
        }
    }
}

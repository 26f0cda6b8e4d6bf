package io.spotcluster.api.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.hawk.HawkHeader;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.RejectedException;
import io.spotcluster.testkit.HandTurnedClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tries to make a certificate say two things: one to whoever signed it, another one to whoever reads it. */
class CertificateAttackTest {
    private static final URI URL = URI.create("https://tc.example.com/api/queue/v1/x");
    private static final SignedHost HOST = SignedHost.of(URL);
    private static final String SEED = "s".repeat(44);

    private final HandTurnedClock clock = new HandTurnedClock();
    private final Instant expires = clock.instant().plusSeconds(3600);
    private final HawkAuthenticator authenticator = new HawkAuthenticator(
            new FakeIdentities().with("root", expires, "*").with("poor", expires, "x:*", "auth:create-client:t/*"),
            List.of(HOST),
            clock);

    /** What a certificate says, as far as it is signed. */
    record Said(Optional<String> name, String issuer, List<String> scopes, long start, long expiry, String seed) {
        String signature() {
            return Certificate.sign(
                            Credentials.of(issuer, "one key for all issuers"), name, scopes, start, expiry, seed)
                    .signature();
        }

        /** The issuer of an unnamed certificate is known by the key alone, which is one and the same here. */
        Said asSigned() {
            return name.isPresent() ? this : new Said(name, "", scopes, start, expiry, seed);
        }
    }

    @Provide
    Arbitrary<Said> said() {
        // Pieces of the signed text itself, in all places where the reader lets them through.
        Arbitrary<String> id = Arbitraries.of("a", "ab", "b", "clientId:a", "issuer:b", "seed:" + SEED, "scopes:", "1");
        Arbitrary<String> scope =
                Arbitraries.of("", "a", "b", "scopes:", "start:1", "expiry:1", "clientId:a", "a,b", " ");
        Arbitrary<String> seed = Arbitraries.of(
                SEED,
                "\n".repeat(44),
                padded("a\nissuer:b\nseed:"),
                padded("\nstart:1\nexpiry:1\nscopes:\na"),
                padded("start:1"));
        return Combinators.combine(
                        id.optional(0.7),
                        id,
                        scope.list().ofMaxSize(4),
                        Arbitraries.of(1L, 11L, 111L),
                        Arbitraries.of(1L, 11L, 111L),
                        seed)
                .as(Said::new);
    }

    private static String padded(String text) {
        return text + "x".repeat(44 - text.length());
    }

    @Property(tries = 5000)
    void noTwoCertificatesThatTheReaderTakesHaveOneSignature(@ForAll("said") Said one, @ForAll("said") Said other) {
        assertThat(one.signature().equals(other.signature()))
                .isEqualTo(one.asSigned().equals(other.asSigned()));
    }

    private Caller call(String id, String issuerToken, String seed, String ext) {
        AccessToken token =
                new Certificate(List.of(), 0, 0, seed, "", Optional.empty()).derive(new AccessToken(issuerToken));
        return call(id, token, Base64.getEncoder().encodeToString(ext.getBytes(StandardCharsets.UTF_8)));
    }

    private Caller call(String id, AccessToken token, String ext) {
        String header = HawkHeader.sign(
                        id,
                        token.reveal(),
                        clock.instant(),
                        "nonce",
                        Optional.empty(),
                        Optional.of(ext),
                        "GET",
                        URL.getRawPath(),
                        HOST)
                .format();
        return authenticator.authenticate(new HttpRequest(
                "GET", URL.getRawPath(), "", Map.of("authorization", List.of(header)), Bytes.EMPTY, ""));
    }

    private String certificate(String template, String name, String... scopes) {
        Certificate signed = Certificate.sign(
                FakeIdentities.credentials("poor"),
                Optional.of(name),
                List.of(scopes),
                clock.instant().toEpochMilli(),
                expires.toEpochMilli(),
                SEED);
        return "{\"certificate\":%s}"
                .formatted(template.replace("START", Long.toString(signed.start()))
                        .replace("EXPIRY", Long.toString(signed.expiry()))
                        .replace("SEED", SEED)
                        .replace("SIGNATURE", signed.signature()));
    }

    private static final String GOOD = "{\"version\":1,\"scopes\":[\"x:1\"],\"start\":START,\"expiry\":EXPIRY,"
            + "\"seed\":\"SEED\",\"signature\":\"SIGNATURE\",\"issuer\":\"poor\"}";

    private void assertRefused(String ext) {
        assertThatThrownBy(() -> call("t/1", FakeIdentities.token("poor").reveal(), SEED, ext))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED));
    }

    @Test
    void theGoodOneIsGood() {
        assertThat(call("t/1", FakeIdentities.token("poor").reveal(), SEED, certificate(GOOD, "t/1", "x:1"))
                        .scopes()
                        .satisfies("x:1"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // The same name twice, once in disguise.
                "\"scopes\":[\"x:1\"]|\"scopes\":[\"x:1\"],\"\\u0073copes\":[\"*\"]",
                "\"version\":1|\"version\":1,\"\\u0069ssuer\":\"root\"",
                // Numbers in another dress.
                "START|\"START\"",
                "START|START.0",
                "START|STARTe0",
                "EXPIRY|1e400",
                "EXPIRY|999999999999999999999999999999999999",
                "EXPIRY|-EXPIRY",
                "EXPIRY|[EXPIRY]",
                "EXPIRY|0EXPIRY",
                "\"version\":1|\"version\":1e0",
                "\"version\":1|\"version\":true",
                "\"version\":1|\"version\":4294967297",
                // Texts in another dress: what looks alike, what is invisible, what ends a line.
                "\"poor\"|\"p\\u043e\\u043er\"",
                "\"poor\"|\"poor\\u200b\"",
                "\"poor\"|\"poor\\n\"",
                "\"poor\"|\"poor \"",
                "\"poor\"|\"POOR\"",
                "\"poor\"|\"poor\\u0000\"",
                "\"poor\"|[\"poor\"]",
                "[\"x:1\"]|[\"x:1\\n\"]",
                "[\"x:1\"]|[\"x:1\\r\"]",
                "[\"x:1\"]|[\"x:1\\u2028*\"]",
                "[\"x:1\"]|[\"x:1\\u0000\"]",
                "[\"x:1\"]|[\"\\uff58:1\"]",
                "[\"x:1\"]|[\"x:1\",null]",
                "[\"x:1\"]|[[\"x:1\"]]",
                "[\"x:1\"]|{\"0\":\"x:1\",\"length\":1}",
                "[\"x:1\"]|\"x:1\"",
                // Of the order of scopes and of their number one signature stands for one.
                "[\"x:1\"]|[\"x:1\",\"x:1\"]",
                "[\"x:1\"]|[\"\",\"x:1\"]",
                "[\"x:1\"]|[\"x:1\",\"\"]",
                // Trailing and leading things.
                "{\"version\"|{{\"version\"",
                "\"issuer\":\"poor\"}|\"issuer\":\"poor\"}}",
                "\"issuer\":\"poor\"}|\"issuer\":\"poor\",}",
                "{\"version\"|\\ufeff{\"version\"",
            })
    void anotherSpellingIsRefused(String change) {
        String[] parts = change.split("\\|", 2);
        assertThat(GOOD).contains(parts[0]);

        assertRefused(certificate(GOOD.replace(parts[0], parts[1]), "t/1", "x:1"));
    }

    @Test
    void hugeThingsAreRefusedQuietly() {
        assertRefused("{\"certificate\":" + "[".repeat(3000));
        assertRefused(certificate(GOOD.replace("EXPIRY", "1".repeat(5000)), "t/1", "x:1"));
        assertRefused(certificate(GOOD.replace("SIGNATURE", "A".repeat(8000)), "t/1", "x:1"));
        assertRefused(certificate(GOOD.replace("\"x:1\"", "\"x:1\"" + ",\"x:1\"".repeat(1000)), "t/1", "x:1"));
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] good = certificate(GOOD, "t/1", "x:1").getBytes(StandardCharsets.UTF_8);
        for (byte[] bad : List.of(new byte[] {(byte) 0xC0, (byte) 0xAF}, new byte[] {(byte) 0xFF}, new byte[] {0})) {
            byte[] spoilt = new String(good, StandardCharsets.ISO_8859_1)
                    .replace("poor", "poor" + new String(bad, StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1);
            AccessToken token =
                    new Certificate(List.of(), 0, 0, SEED, "", Optional.empty()).derive(FakeIdentities.token("poor"));

            assertThatThrownBy(() -> call("t/1", token, Base64.getEncoder().encodeToString(spoilt)))
                    .isInstanceOf(RejectedException.class);
        }
    }

    @Test
    void aNameThatIsNoClientIdIsRefused() {
        for (String name : List.of("t/1\nissuer:root", "t/\u0430", "t/1 ", "", "t/1\"", "t/*")) {
            assertThatThrownBy(() ->
                            call(name, FakeIdentities.token("poor").reveal(), SEED, certificate(GOOD, "t/1", "x:1")))
                    .isInstanceOf(RejectedException.class);
        }
    }

    @Test
    void aCertificateOfOneIssuerIsNoneOfAnother() {
        assertRefused(certificate(GOOD.replace("\"poor\"", "\"root\""), "t/1", "x:1"));
        assertThatThrownBy(
                        () -> call("t/1", FakeIdentities.token("root").reveal(), SEED, certificate(GOOD, "t/1", "x:1")))
                .isInstanceOf(RejectedException.class);
    }
}

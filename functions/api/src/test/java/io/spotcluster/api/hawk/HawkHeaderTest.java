package io.spotcluster.api.hawk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.Bytes;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.RejectedException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HawkHeaderTest {
    // The figures of the protocol's own specification.
    private static final String ID = "dh37fgj492je";
    private static final String KEY = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
    private static final Instant TIME = Instant.ofEpochSecond(1_353_832_234);
    private static final SignedHost HOST = new SignedHost("example.com", 8000);
    private static final String HEADER =
            "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-ext-data\", mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\"";

    @Test
    void signsAsTheSpecificationDoes() {
        HawkHeader header = HawkHeader.sign(
                ID,
                KEY,
                TIME,
                "j4h3g2",
                Optional.empty(),
                Optional.of("some-app-ext-data"),
                "GET",
                "/resource/1?b=1&a=2",
                HOST);

        assertThat(header.format()).isEqualTo(HEADER);
    }

    @Test
    void signsThePayloadAsTheSpecificationDoes() {
        String hash = PayloadHash.of("text/plain", Bytes.utf8("Thank you for flying Hawk"));
        HawkHeader header = HawkHeader.sign(
                ID,
                KEY,
                TIME,
                "j4h3g2",
                Optional.of(hash),
                Optional.of("some-app-ext-data"),
                "POST",
                "/resource/1?b=1&a=2",
                HOST);

        assertThat(hash).isEqualTo("Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=");
        assertThat(header.mac()).isEqualTo("aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=");
    }

    @Test
    void onlyTheTypeOfTheContentTypeCounts() {
        Bytes body = Bytes.utf8("{}");

        assertThat(PayloadHash.of(" Application/JSON ; charset=utf-8", body))
                .isEqualTo(PayloadHash.of("application/json", body));
        assertThat(PayloadHash.of("", body)).isEqualTo("XtNvx1FqrUYVOLlne3l2WzcyRfj9QeC6YtmhMKKFMGY=");
    }

    @Test
    void isSignedForOneRequestOnly() {
        HawkHeader header = HawkHeader.parse(HEADER);

        assertThat(header.isSignedWith(KEY, "GET", "/resource/1?b=1&a=2", HOST)).isTrue();
        assertThat(header.isSignedWith(KEY + "x", "GET", "/resource/1?b=1&a=2", HOST))
                .isFalse();
        assertThat(header.isSignedWith(KEY, "POST", "/resource/1?b=1&a=2", HOST))
                .isFalse();
        assertThat(header.isSignedWith(KEY, "GET", "/resource/1?a=2&b=1", HOST)).isFalse();
        assertThat(header.isSignedWith(KEY, "GET", "/resource%2F1?b=1&a=2", HOST))
                .isFalse();
        assertThat(header.isSignedWith(KEY, "GET", "/resource/1?b=1&a=2", new SignedHost("example.com", 80)))
                .isFalse();
        assertThat(header.isSignedWith(KEY, "GET", "/resource/1?b=1&a=2", new SignedHost("example.org", 8000)))
                .isFalse();
    }

    @Test
    void theCaseOfTheHostDoesNotMatter() {
        assertThat(HawkHeader.parse(HEADER)
                        .isSignedWith(KEY, "GET", "/resource/1?b=1&a=2", new SignedHost("Example.COM", 8000)))
                .isTrue();
    }

    @Test
    void attributesMayComeInAnyOrder() {
        HawkHeader header = HawkHeader.parse("HAWK  mac=\"m=\" ,nonce=\"n\",id=\"i\",ts=\"1\" , hash=\"h\"");

        assertThat(header).isEqualTo(new HawkHeader("i", "1", "n", Optional.of("h"), Optional.empty(), "m="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Hawk",
                "Hawk ",
                "Basic dXNlcjpwYXNz",
                "Bearer id=\"i\", ts=\"1\", nonce=\"n\", mac=\"m\"",
                "Hawk id=i, ts=\"1\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"i\", ts=\"1\", nonce=\"n\"",
                "Hawk id=\"\", ts=\"1\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"i\", ts=\"1\", nonce=\"\", mac=\"m\"",
                "Hawk id=\"i\", ts=\"1\", nonce=\"n\", mac=\"m\",",
                "Hawk id=\"i\", ts=\"1\", nonce=\"n\", mac=\"m\" x",
                "Hawk id=\"i\" ts=\"1\" nonce=\"n\" mac=\"m\"",
                "Hawk id=\"i\", id=\"j\", ts=\"1\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"i\", ts=\"1\", nonce=\"n\", mac=\"m\", mac=\"m\"",
                "Hawk id=\"i\", ts=\"1\", nonce=\"n\", mac=\"m\", app=\"a\"",
                "Hawk id=\"i\\n\", ts=\"1\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"ü\", ts=\"1\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"i\", ts=\"1.5\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"i\", ts=\"-1\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"i\", ts=\"1e9\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"i\", ts=\"99999999999999999999\", nonce=\"n\", mac=\"m\"",
                "Hawk id=\"i\", ts=\"١\", nonce=\"n\", mac=\"m\""
            })
    void whatIsNotQuiteAHeaderIsRefused(String header) {
        assertThatThrownBy(() -> HawkHeader.parse(header))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED));
    }

    @Test
    void aHeaderTooLongIsRefusedBeforeItIsRead() {
        assertThatThrownBy(() -> HawkHeader.parse("Hawk id=\"" + "i".repeat(20_000) + "\""))
                .hasMessageContaining("20010 characters");
    }

    @Test
    void theTextOfAHeaderHidesItsSignature() {
        assertThat(HawkHeader.parse(HEADER)).hasToString("HawkHeader[id=dh37fgj492je, ts=1353832234]");
    }
}

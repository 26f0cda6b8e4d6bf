package io.spotcluster.api.hawk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.RejectedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BewitTest {
    private static final Instant EXPIRES = Instant.ofEpochSecond(1_795_319_673);
    private static final SignedHost HOST = new SignedHost("example.com", 443);

    private static Bewit sign(String resource) {
        return Bewit.sign("123456", "2983d45yun89q", EXPIRES, Optional.of("xandyandz"), resource, HOST);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void signsAsTheReferenceImplementationDoes() {
        assertThat(sign("/somewhere/over/the/rainbow").format())
                .isEqualTo(
                        "MTIzNDU2XDE3OTUzMTk2NzNcMVBTVE81TlN2NTBiSkhvcDlZd1JHUnloc2VJYkdqbzJUbW9jdXFlK3B4WT1ceGFuZHlhbmR6");
    }

    @Test
    void signsTheRawPathAndQuery() {
        assertThat(Bewit.sign("123456", "2983d45yun89q", EXPIRES, Optional.empty(), "/a%2Fb?x=%26&y", HOST)
                        .format())
                .isEqualTo("MTIzNDU2XDE3OTUzMTk2NzNcVWlYVy92bEFWMzZ2bXp0aDZ2bXkxVGhRYnV5VEgwWWg3TUswZmFwci9iQT1c");
    }

    @ParameterizedTest
    @CsvSource({
        "/a?bewit=%s, /a",
        "/a?x=1&bewit=%s, /a?x=1",
        "/a?bewit=%s&x=1, /a?x=1",
        "/a?x=1&bewit=%s&y=2&z, /a?x=1&y=2&z",
        "/a%%2Fb?x=%%26&bewit=%s, /a%%2Fb?x=%%26",
    })
    void theResourceWithoutTheBewitIsWhatWasSigned(String url, String resource) {
        Bewit bewit = sign(resource.replace("%%", "%"));

        Bewit.Found found = Bewit.find(url.formatted(bewit.format()));

        assertThat(found.resource()).isEqualTo(resource.replace("%%", "%"));
        assertThat(found.bewit()).isEqualTo(bewit);
        assertThat(found.bewit().isSignedWith("2983d45yun89q", found.resource(), HOST))
                .isTrue();
        assertThat(found.bewit().isSignedWith("2983d45yun89r", found.resource(), HOST))
                .isFalse();
        assertThat(found.bewit().isSignedWith("2983d45yun89q", found.resource() + "/", HOST))
                .isFalse();
    }

    @Test
    void anOptionOfAnotherNameIsNoBewit() {
        assertThat(Bewit.isIn("/a?xbewit=1")).isFalse();
        assertThat(Bewit.isIn("/a/bewit=1")).isFalse();
        assertThat(Bewit.isIn("/a?x=1&bewit=")).isTrue();
    }

    @Test
    void paddingIsAcceptedAsWellAsNone() {
        String text = "123456\\1356420707\\mac=\\";
        String padded = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));

        assertThat(Bewit.find("/a?bewit=" + padded).bewit()).isEqualTo(new Bewit("123456", "1356420707", "mac=", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "id",
                "id\\1356420707\\mac",
                "id\\1356420707\\mac\\ext\\more",
                "\\1356420707\\mac\\ext",
                "id\\\\mac\\ext",
                "id\\1356420707\\\\ext",
                "id\\soon\\mac\\ext",
                "id\\-1\\mac\\ext",
                "id\\99999999999999\\mac\\ext",
                "id\nclientId:x\\1356420707\\mac\\ext",
                "id\\1356420707\\mac\\ext\u0000",
                "ïd\\1356420707\\mac\\ext"
            })
    void whatIsNotQuiteABewitIsRefused(String text) {
        assertThatThrownBy(() -> Bewit.find("/a?bewit=" + encoded(text)))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2B", "a+b/", "===", "a", "_-_-_-8"})
    void whatIsNotBase64OfATextIsRefused(String value) {
        assertThatThrownBy(() -> Bewit.find("/a?bewit=" + value)).isInstanceOf(RejectedException.class);
    }

    @Test
    void twoBewitsAreRefused() {
        String bewit = sign("/a").format();

        assertThatThrownBy(() -> Bewit.find("/a?bewit=%s&bewit=%s".formatted(bewit, bewit)))
                .hasMessageContaining("2 bewits");
    }
}

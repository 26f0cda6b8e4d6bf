package io.spotcluster.api.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.RejectedException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EscapesTest {
    @ParameterizedTest
    @CsvSource({
        "plain,plain",
        "a%2Fb,a/b",
        "a%2fb,a/b",
        "%252F,%2F",
        "a+b,a+b",
        "%C3%BC,ü",
        "%F0%9F%8E%89,🎉",
        "..,..",
        "%2e%2E,..",
        "%25,%",
        "a%00b%,",
    })
    void escapesAreDecodedOnce(String raw, String decoded) {
        if (decoded == null) {
            assertThatThrownBy(() -> Escapes.decode("x", raw)).isInstanceOf(RejectedException.class);
        } else {
            assertThat(Escapes.decode("x", raw)).isEqualTo(decoded);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%2",
                "%zz",
                "%+1",
                "%-1",
                "% 1",
                "%00",
                "a%00b",
                "%C0%AF",
                "%E0%80%AF",
                "%C3",
                "%80",
                "%ED%A0%80",
                "%F8%88%80%80%80",
                "%FF",
                "ü",
                "a b",
                "a\tb",
                "a\u0000b",
                "%u002F",
                "%２F"
            })
    void whatNoUrlMayHoldIsRefused(String raw) {
        assertThatThrownBy(() -> Escapes.decode("The URL's <name>", raw))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith("InvalidRequestArguments: The URL's <name> is '");
    }

    @Property
    void whateverIsEncodedDecodesToItself(@ForAll @StringLength(max = 40) String text) {
        String readable =
                new String(text.replace("\u0000", "").getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String raw = URLEncoder.encode(readable, StandardCharsets.UTF_8);
        assertThat(Escapes.decodeQuery("x", raw)).isEqualTo(readable);
        assertThat(Escapes.decode("x", raw.replace("+", "%20"))).isEqualTo(readable);
    }

    @Property
    void anyRawTextIsDecodedOrRefused(@ForAll @StringLength(max = 40) String raw) {
        try {
            assertThat(Escapes.decode("x", raw)).doesNotContain("\u0000");
        } catch (RejectedException e) {
            assertThat(e.rejection().code().status()).isEqualTo(400);
        }
    }
}

package io.spotcluster.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/a/b?c=d,                          /a/b,              c=d",
                "/a?b?c,                            /a,                b?c",
                "/a?,                               /a,                \"\"",
                "/../%2e%2E/%2F//x%00%252F;y#z,     /../%2e%2E/%2F//x%00%252F;y#z, \"\"",
                "//authority/path,                  //authority/path,  \"\"",
                "/[|]{}^`\\<>'%zz%,                 /[|]{}^`\\<>'%zz%, \"\"",
                "/\u00e4\u0001?\u00ff,              /%E4%01,           %FF",
                "http://host:80/a/b?c,              /a/b,              c",
                "HTTPS://host,                      /,                 \"\"",
                "http://host?x=/y,                  /,                 x=/y",
                "*,                                 /*,                \"\"",
                "host:443,                          /host:443,         \"\"",
                "\"\",                              /,                 \"\"",
            })
    void splitsAtTheFirstQuestionMarkAndKeepsEscapes(String target, String path, String query) {
        assertThat(RequestTarget.of(target)).isEqualTo(new RequestTarget(path, query));
    }

    @Property
    void whatBeginsWithASlashAndIsPrintableComesThroughUnchanged(
            @ForAll @CharRange(from = '!', to = '~') @StringLength(max = 60) String rest) {
        RequestTarget target = RequestTarget.of("/" + rest);

        assertThat(target.rawPath() + "?" + target.rawQuery()).isEqualTo("/" + rest + (rest.contains("?") ? "" : "?"));
    }

    @Property
    void everyTargetBecomesAPrintablePathWithALeadingSlash(
            @ForAll @CharRange(from = '\u0000', to = '\u00ff') @StringLength(max = 60) String target) {
        assertThat(RequestTarget.of(target).rawPath()).matches("/[!-~&&[^?]]*");
    }
}

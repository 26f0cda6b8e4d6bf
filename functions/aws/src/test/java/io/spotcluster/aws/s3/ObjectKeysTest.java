package io.spotcluster.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.RetentionClass;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ObjectKeysTest {
    private static String key(String path) {
        return ObjectKeys.of(new BlobKey(RetentionClass.DAYS_3, path));
    }

    @Test
    void usualNamesStayAsTheyAre() {
        for (String name : List.of("a/0/public/log.txt", "...", "a.b", "~a", "a//b", "%2F")) {
            assertThat(key(name)).isEqualTo("3d/" + name);
        }
    }

    @Provide
    Arbitrary<String> dotted() {
        return Arbitraries.strings().withChars("./~a").ofMinLength(1).ofMaxLength(12);
    }

    @Property
    void namesStayDifferentAndHaveNoSegmentThatClientsResolve(
            @ForAll("dotted") String one, @ForAll("dotted") String other) {
        assertThat(key(one).equals(key(other))).isEqualTo(one.equals(other));
        assertThat(key(one).split("/", -1)).doesNotContain(".", "..");
    }

    @Test
    void theLongestNamesFitIntoS3sLimit() {
        for (String longest : List.of("./".repeat(450), "é".repeat(450), "../".repeat(300))) {
            assertThat(key(longest).getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1024);
        }
        assertThat(key("./".repeat(450))).isNotEqualTo(key("./".repeat(449) + ".."));
    }
}

package io.spotcluster.auth.signin;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NamesTest {
    @Property
    void differentNamesStayDifferent(@ForAll String one, @ForAll String other) {
        assertThat(Names.encoded(one).equals(Names.encoded(other))).isEqualTo(sameBytes(one, other));
    }

    /** Halves of surrogate pairs have no UTF-8: they all become a question mark. */
    private static boolean sameBytes(String one, String other) {
        return java.util.Arrays.equals(
                one.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                other.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Property
    void theyAreGoodForClientIdsAndHaveNoWildcardOrSlash(@ForAll String name) {
        assertThat(Names.encoded(name)).matches("([A-Za-z0-9@:.+|_-]|![0-9A-F]{2})*");
    }

    @Example
    void plainNamesStayReadable() {
        assertThat(Names.encoded("ad|Mozilla-LDAP|jo@example.com")).isEqualTo("ad|Mozilla-LDAP|jo@example.com");
        assertThat(Names.encoded("a b*!/ü")).isEqualTo("a!20b!2A!21!2F!C3!BC");
    }
}

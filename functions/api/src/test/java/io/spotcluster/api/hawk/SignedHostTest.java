package io.spotcluster.api.hawk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class SignedHostTest {
    @Test
    void thePortIsThatOfTheSchemeUnlessTheUrlNamesOne() {
        assertThat(SignedHost.of(URI.create("https://TC.example.com/x")))
                .isEqualTo(new SignedHost("tc.example.com", 443));
        assertThat(SignedHost.of(URI.create("http://tc.example.com"))).isEqualTo(new SignedHost("tc.example.com", 80));
        assertThat(SignedHost.of(URI.create("https://tc.example.com:8443")))
                .isEqualTo(new SignedHost("tc.example.com", 8443));
    }

    @Test
    void aUrlWithoutHostOrSchemeIsRefused() {
        assertThatThrownBy(() -> SignedHost.of(URI.create("/x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SignedHost.of(URI.create("ftp://host/"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void loopbackHasEveryNameThatClientsGiveIt() {
        assertThat(SignedHost.withLoopbackAliases(URI.create("http://localhost:8080")))
                .containsExactly(
                        new SignedHost("localhost", 8080),
                        new SignedHost("127.0.0.1", 8080),
                        new SignedHost("[::1]", 8080),
                        new SignedHost("::1", 8080));
    }
}

package io.spotcluster.api.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TemporaryCredentialsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final Credentials ISSUER = Credentials.of("def/ghi@XXX", "tokenABCDEFGH");
    private static final List<String> SCOPES = List.of("scope/asd:fhjdf/X", "scope/asd:fhjdf/XYZ*");
    private static final String SEED = "JYR4wzMCTG6XeDS2cDUCMwH0RFUXGfQjK7LgqD-e6lSQ";

    @Test
    void unnamedOnesAreSignedAsEveryClientSignsThem() {
        // These figures are those that the official clients are tested with.
        Certificate certificate =
                Certificate.sign(ISSUER, Optional.empty(), SCOPES, 1_438_964_811_744L, 1_439_051_211_744L, SEED);

        assertThat(certificate.signature()).isEqualTo("45AlB/hKZZZz4Tf3NaidutasfgBnr4t2AxwBiGDQF9Q=");
        assertThat(certificate.derive(ISSUER.accessToken()).reveal())
                .isEqualTo("R4OVHWpIvy6KsqS4AWE51QwbvgLvsstS6e6UW8IfHUY");
        assertThat(certificate.toJson().has("issuer")).isFalse();
    }

    @Test
    void namedOnesAreSignedAsEveryClientSignsThem() {
        Certificate certificate = Certificate.sign(
                ISSUER, Optional.of("abc/def/ghi"), SCOPES, 1_438_964_811_744L, 1_439_051_211_744L, SEED);

        assertThat(certificate.signature()).isEqualTo("nNEaLtZMiw627NuDbF5Z8HDFc57MGWCptXBQSYNFgBk=");
        assertThat(certificate.toJson().path("issuer").stringValue()).isEqualTo("def/ghi@XXX");
    }

    @Test
    void issuedOnesCarryNameTokenAndCertificate() {
        Credentials issued =
                TemporaryCredentials.issueNamed(ISSUER, "task-client/x", SCOPES, NOW, NOW.plus(Duration.ofHours(1)));

        JsonNode certificate = JsonMapper.shared().readTree(issued.certificate().orElseThrow());
        assertThat(issued.clientId()).isEqualTo("task-client/x");
        assertThat(issued.reveal()).containsOnlyKeys("clientId", "accessToken", "certificate");
        assertThat(issued.accessToken().reveal()).matches("[A-Za-z0-9_-]{43}");
        assertThat(certificate.path("version").intValue()).isEqualTo(1);
        assertThat(certificate.path("start").longValue()).isEqualTo(NOW.toEpochMilli());
        assertThat(certificate.path("seed").stringValue()).hasSize(44);
        assertThat(certificate.path("scopes").valueStream().map(JsonNode::stringValue))
                .containsExactlyElementsOf(SCOPES);
    }

    @Test
    void noTwoAreAlike() {
        Instant end = NOW.plus(Duration.ofHours(1));

        assertThat(TemporaryCredentials.issueUnnamed(ISSUER, SCOPES, NOW, end))
                .isNotEqualTo(TemporaryCredentials.issueUnnamed(ISSUER, SCOPES, NOW, end));
    }

    @Test
    void whatCouldNeverBeGoodIsNotIssued() {
        Instant end = NOW.plus(Duration.ofHours(1));
        Credentials temporary = TemporaryCredentials.issueUnnamed(ISSUER, SCOPES, NOW, end);

        assertThatThrownBy(() -> TemporaryCredentials.issueNamed(ISSUER, "a\nissuer:root", SCOPES, NOW, end))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TemporaryCredentials.issueNamed(ISSUER, "def/ghi@XXX", SCOPES, NOW, end))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TemporaryCredentials.issueUnnamed(ISSUER, List.of("a\nb"), NOW, end))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TemporaryCredentials.issueUnnamed(temporary, SCOPES, NOW, end))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TemporaryCredentials.issueUnnamed(ISSUER, SCOPES, NOW, NOW.plus(Duration.ofDays(32))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TemporaryCredentials.issueUnnamed(ISSUER, SCOPES, end, NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noTextOfCredentialsShowsASecret() {
        Credentials issued = TemporaryCredentials.issueUnnamed(ISSUER, SCOPES, NOW, NOW.plus(Duration.ofHours(1)));
        String signature = JsonMapper.shared()
                .readTree(issued.certificate().orElseThrow())
                .path("signature")
                .stringValue();

        assertThat(List.of(
                                issued,
                                ISSUER,
                                ISSUER.accessToken(),
                                Extension.certificate(issued.certificate().get()))
                        .toString())
                .doesNotContain(
                        issued.accessToken().reveal(), ISSUER.accessToken().reveal(), signature);
    }
}

package io.spotcluster.infra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cdk-nag's pack AwsSolutions finds must be mended, or explained where it is made. */
class NagTest {
    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "windows"})
    void nothingIsFoundThatIsNotExplained(String configuration) {
        assertThat(Synthesized.of(configuration).findings()).isEmpty();
    }
}

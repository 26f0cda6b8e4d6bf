package io.spotcluster.infra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cdk-nag's pack AwsSolutions finds must be mended, or explained where it is made. */
class NagTest {
    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void nothingIsFoundThatIsNotExplained(String size) {
        assertThat(Synthesized.of(size).findings()).isEmpty();
    }
}

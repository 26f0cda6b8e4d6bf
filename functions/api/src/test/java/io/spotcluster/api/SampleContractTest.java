package io.spotcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.ApiContract;
import io.spotcluster.testkit.HandTurnedClock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SampleContractTest {
    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();

    private static ApiContract contract() {
        return ApiContract.of((watched, authenticator) -> new Kernel(
                        KernelConfiguration.of("http://localhost", new HandTurnedClock()),
                        List.of(watched.apply(new SampleApi().service())),
                        authenticator,
                        SCHEMAS))
                .with("noteId", "one");
    }

    @TestFactory
    Stream<DynamicTest> everyMethodAsksForItsScopes() {
        return contract()
                .body("keepNote", "{\"text\":\"milk\",\"scopes\":[\"a\",\"b\"]}")
                .tests();
    }

    @Test
    void aMethodWithoutItsBodyIsAFaultOfTheContract() {
        DynamicTest keepNote = contract()
                .tests()
                .filter(test -> test.getDisplayName().startsWith("keepNote is allowed"))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(keepNote.getExecutable()::execute).hasMessage("the contract needs a body for keepNote");
    }

    @Test
    void thereAreTwoTestsForEachMethodWithScopes() {
        assertThat(contract().without("note").tests()).hasSize(8);
    }
}

package io.spotcluster.api.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RememberedExpansionsTest {
    private final RememberedExpansions remembered = new RememberedExpansions();
    private final AtomicInteger asked = new AtomicInteger();

    private ScopeSet get(String scope) {
        return remembered.get(List.of(scope), () -> {
            asked.incrementAndGet();
            return ScopeSet.of(scope);
        });
    }

    @Test
    void theSameIsExpandedOnce() {
        assertThat(get("assume:a")).isEqualTo(get("assume:a"));

        assertThat(asked).hasValue(1);
    }

    @Test
    void manyLongScopesDoNotFillTheMemory() {
        // Anybody may send them: expandScopes is open to everybody by default.
        for (int i = 0; i < 2000; i++) {
            get("assume:%d:%s".formatted(i, "x".repeat(100_000)));
            assertThat(remembered.weight()).isLessThanOrEqualTo(RememberedExpansions.CHARACTERS);
        }
        assertThat(asked).hasValue(2000);
    }

    @Test
    void whatIsVeryLargeDoesNotDriveOutTheRest() {
        get("assume:a");
        get("assume:" + "x".repeat(3_000_000));
        get("assume:a");

        assertThat(asked).hasValue(2);
    }
}

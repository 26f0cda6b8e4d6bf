package io.spotcluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request for work keeps its name until it is answered, whatever becomes of the worker. */
final class ClaimNonceTest {
    @Test
    void itOutlivesTheWorkerAndEndsWithTheAnswer(@TempDir Path folder) throws IOException {
        String nonce = new ClaimNonce(folder).current();

        ClaimNonce next = new ClaimNonce(folder);
        assertThat(next.current()).isEqualTo(nonce);
        next.answered();
        assertThat(next.current()).isNotEqualTo(nonce);
    }

    @Test
    void aBrokenFileIsReplaced(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("claim-nonce"), "half a n");

        assertThat(new ClaimNonce(folder).current()).hasSize(22);
    }
}

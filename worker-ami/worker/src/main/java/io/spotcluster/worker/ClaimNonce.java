package io.spotcluster.worker;

import io.spotcluster.base.Slug;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Names a request for work, so that the queue gives the same answer to the same request tried again. It stays on disk until
 * the answer is there: a worker that died in between asks again under the same name, and gets what was claimed for it
 * instead of leaving it to expire.
 */
final class ClaimNonce {
    private final Path file;

    ClaimNonce(Path folder) {
        this.file = folder.resolve("claim-nonce");
    }

    /** The nonce of the request that is under way, or of a new one. */
    String current() throws IOException {
        try {
            String nonce = Files.readString(file);
            if (Slug.isSlug(nonce)) {
                return nonce;
            }
        } catch (NoSuchFileException e) {
            // No request is under way.
        }
        String nonce = Slug.nice();
        Files.writeString(file, nonce);
        return nonce;
    }

    /** The answer has come. */
    void answered() throws IOException {
        Files.deleteIfExists(file);
    }
}

package io.spotcluster.embedded.blobs;

import io.spotcluster.embedded.blobs.BlobReply.Refusal;
import io.spotcluster.ports.blobs.BlobLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** The body of a PUT, as it arrives. Used by one thread at a time. */
public final class BlobUpload implements AutoCloseable {
    private final BlobWriting writing;
    private final OptionalLong announced;
    private long received;

    BlobUpload(BlobWriting writing, OptionalLong announced) {
        this.writing = writing;
        this.announced = announced;
    }

    /**
     * Takes all that remains in {@code bytes}.
     *
     * @return the answer, if that was too much; the rest of the body need not be read
     */
    public Optional<Refusal> write(ByteBuffer bytes) throws IOException {
        received += bytes.remaining();
        if (received > BlobLimits.CONTENT) {
            return Optional.of(BlobRequests.tooLarge());
        }
        writing.write(bytes);
        return Optional.empty();
    }

    /** The body has ended. A body shorter or longer than was announced was cut off, and is not stored. */
    public BlobReply finish() throws IOException {
        if (announced.isPresent() && announced.getAsLong() != received) {
            return new Refusal(400, "IncompleteBody", "The body has not the length that its header announced.");
        }
        writing.finish();
        return new BlobReply.Stored();
    }

    @Override
    public void close() {
        writing.close();
    }
}

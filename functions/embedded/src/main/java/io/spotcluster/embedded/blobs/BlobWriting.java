package io.spotcluster.embedded.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A blob that is being received. Used by one thread at a time. */
public interface BlobWriting extends AutoCloseable {
    /** Appends all that remains in {@code bytes}. */
    void write(ByteBuffer bytes) throws IOException;

    /** It was received whole: when this returns, it is durable and readers see it. */
    void finish() throws IOException;

    /** Drops what was received, unless it was finished. */
    @Override
    void close();
}

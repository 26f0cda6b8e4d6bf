package io.spotcluster.embedded.blobs;

import io.spotcluster.ports.blobs.BlobMetadata;
import java.io.IOException;
import java.io.InputStream;

/** An opened blob. Whoever opened it closes it, or the stream. */
public interface BlobReading extends AutoCloseable {
    BlobMetadata metadata();

    /** The bytes from {@code offset} on, {@code length} of them. Asked for once; closing the stream closes this. */
    InputStream stream(long offset, long length) throws IOException;

    @Override
    void close();
}

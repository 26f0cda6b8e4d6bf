package io.spotcluster.embedded.memory;

import io.spotcluster.base.Bytes;
import io.spotcluster.embedded.blobs.BlobContents;
import io.spotcluster.embedded.blobs.BlobReading;
import io.spotcluster.embedded.blobs.BlobRequests;
import io.spotcluster.embedded.blobs.BlobWriting;
import io.spotcluster.embedded.blobs.SignedUrls;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.BlobLimits;
import io.spotcluster.ports.blobs.BlobMetadata;
import io.spotcluster.ports.blobs.Blobs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Blobs in memory. They stay until they are deleted. */
public final class MemoryBlobs implements Blobs, BlobContents {
    private record Blob(BlobMetadata metadata, Bytes content) {}

    private final SignedUrls urls;
    private final Map<BlobKey, Blob> blobs = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** For tests that only look at signed URLs and do not follow them. */
    public MemoryBlobs(Clock clock) {
        this(clock, URI.create("http://blobs.invalid"), Bytes.utf8("known to everybody, for tests only"));
    }

    public MemoryBlobs(Clock clock, URI rootUrl, Bytes secret) {
        this.urls = new SignedUrls(rootUrl, secret, clock);
    }

    @Override
    public URI signedPut(BlobKey key, String contentType, Duration valid) {
        requireOpen();
        return urls.put(key, contentType, valid);
    }

    @Override
    public URI signedGet(BlobKey key, Duration valid) {
        requireOpen();
        return urls.get(key, valid);
    }

    @Override
    public Optional<BlobMetadata> head(BlobKey key) {
        return find(key).map(Blob::metadata);
    }

    @Override
    public void put(BlobKey key, String contentType, Bytes content) {
        BlobLimits.check(key);
        requireOpen();
        blobs.put(key, new Blob(new BlobMetadata(content.length(), contentType, Optional.empty()), content));
    }

    @Override
    public Optional<Bytes> get(BlobKey key) {
        return find(key).map(Blob::content);
    }

    private Optional<Blob> find(BlobKey key) {
        BlobLimits.check(key);
        requireOpen();
        return Optional.ofNullable(blobs.get(key));
    }

    @Override
    public boolean copy(BlobKey from, BlobKey to) {
        BlobLimits.check(to);
        Optional<Blob> found = find(from);
        found.ifPresent(blob -> blobs.put(to, blob));
        return found.isPresent();
    }

    @Override
    public void delete(BlobKey key) {
        BlobLimits.check(key);
        requireOpen();
        blobs.remove(key);
    }

    /** What answers the signed URLs. */
    public BlobRequests requests() {
        return new BlobRequests(urls, this);
    }

    @Override
    public Optional<BlobReading> open(BlobKey key) {
        return find(key).map(Reading::new);
    }

    private record Reading(Blob blob) implements BlobReading {
        @Override
        public BlobMetadata metadata() {
            return blob.metadata();
        }

        @Override
        public InputStream stream(long offset, long length) {
            return new ByteArrayInputStream(
                    blob.content().unsafeArray(), Math.toIntExact(offset), Math.toIntExact(length));
        }

        @Override
        public void close() {}
    }

    @Override
    public BlobWriting create(BlobKey key, String contentType, Optional<String> contentEncoding) {
        BlobLimits.check(key);
        requireOpen();
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        return new BlobWriting() {
            @Override
            public void write(ByteBuffer bytes) {
                byte[] some = new byte[bytes.remaining()];
                bytes.get(some);
                received.writeBytes(some);
            }

            @Override
            public void finish() {
                Bytes content = Bytes.wrap(received.toByteArray());
                blobs.put(key, new Blob(new BlobMetadata(content.length(), contentType, contentEncoding), content));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException.Refused("the blobs are closed");
        }
    }
}

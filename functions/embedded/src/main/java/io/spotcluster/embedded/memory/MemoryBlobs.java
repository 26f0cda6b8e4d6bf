package io.spotcluster.embedded.memory;

import io.spotcluster.base.Bytes;
import io.spotcluster.embedded.blobs.SignedUrls;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.BlobLimits;
import io.spotcluster.ports.blobs.BlobMetadata;
import io.spotcluster.ports.blobs.Blobs;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Blobs in memory. They stay until they are deleted. */
public final class MemoryBlobs implements Blobs {
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

package io.spotcluster.ports.cost;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.BlobMetadata;
import io.spotcluster.ports.blobs.Blobs;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Counts what the calls would cost on S3. A signed URL counts as the one request that it is made for; its bytes are not
 * known here.
 */
public final class MeteredBlobs implements Blobs {
    private final Blobs blobs;
    private final CostMeter meter;

    public MeteredBlobs(Blobs blobs, CostMeter meter) {
        this.blobs = blobs;
        this.meter = meter;
    }

    @Override
    public URI signedPut(BlobKey key, String contentType, Duration valid) {
        URI url = blobs.signedPut(key, contentType, valid);
        meter.blobPut("signed put", 0);
        return url;
    }

    @Override
    public URI signedGet(BlobKey key, Duration valid) {
        URI url = blobs.signedGet(key, valid);
        meter.blobGet("signed get", 0);
        return url;
    }

    @Override
    public Optional<BlobMetadata> head(BlobKey key) {
        Optional<BlobMetadata> metadata = blobs.head(key);
        meter.blobGet("head", 0);
        return metadata;
    }

    @Override
    public void put(BlobKey key, String contentType, Bytes content) {
        blobs.put(key, contentType, content);
        meter.blobPut("put", content.length());
    }

    @Override
    public Optional<Bytes> get(BlobKey key) {
        Optional<Bytes> content = blobs.get(key);
        meter.blobGet("get", content.map(Bytes::length).orElse(0));
        return content;
    }

    /** S3 takes the price of an upload for it. */
    @Override
    public boolean copy(BlobKey from, BlobKey to) {
        boolean copied = blobs.copy(from, to);
        meter.blobPut("copy", 0);
        return copied;
    }

    @Override
    public void delete(BlobKey key) {
        blobs.delete(key);
        meter.free("delete");
    }

    @Override
    public void close() {
        blobs.close();
    }
}

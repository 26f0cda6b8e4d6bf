package io.spotcluster.ports.fault;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.BlobMetadata;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.fault.Operation.Action;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Blobs with faults. Signing has none: it is a computation of the process's own. */
public final class FaultyBlobs implements Blobs {
    private final Blobs blobs;
    private final FaultyOperations operations;

    public FaultyBlobs(Blobs blobs, FaultPlan plan, Step step) {
        this.blobs = blobs;
        this.operations = new FaultyOperations(plan, step);
    }

    @Override
    public URI signedPut(BlobKey key, String contentType, Duration valid) {
        return blobs.signedPut(key, contentType, valid);
    }

    @Override
    public URI signedGet(BlobKey key, Duration valid) {
        return blobs.signedGet(key, valid);
    }

    @Override
    public Optional<BlobMetadata> head(BlobKey key) {
        return operations.call(operation(Action.HEAD_BLOB, key), () -> blobs.head(key));
    }

    @Override
    public void put(BlobKey key, String contentType, Bytes content) {
        operations.run(operation(Action.PUT_BLOB, key), () -> blobs.put(key, contentType, content));
    }

    @Override
    public Optional<Bytes> get(BlobKey key) {
        return operations.call(operation(Action.GET_BLOB, key), () -> blobs.get(key));
    }

    @Override
    public boolean copy(BlobKey from, BlobKey to) {
        return operations.call(operation(Action.COPY_BLOB, to), () -> blobs.copy(from, to));
    }

    @Override
    public void delete(BlobKey key) {
        operations.run(operation(Action.DELETE_BLOB, key), () -> blobs.delete(key));
    }

    @Override
    public void close() {
        blobs.close();
    }

    private static Operation operation(Action action, BlobKey key) {
        return new Operation(action, "blobs", key.full());
    }
}

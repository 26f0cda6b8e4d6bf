package io.spotcluster.local.server;

import io.spotcluster.embedded.blobs.FileBlobs;
import io.spotcluster.embedded.store.EmbeddedStore;
import java.net.URI;
import java.time.Clock;

/** The ports of an instance. */
record Storage(EmbeddedStore store, FileBlobs blobs) implements AutoCloseable {
    static Storage open(DataFolder folder, URI rootUrl, Clock clock) {
        EmbeddedStore store = EmbeddedStore.open(folder.store(), clock);
        try {
            return new Storage(store, FileBlobs.open(folder.blobs(), folder.blobKey(), rootUrl, clock));
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    @Override
    public void close() {
        blobs.close();
        store.close();
    }
}

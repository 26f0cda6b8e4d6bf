package io.spotcluster.local.server;

import io.spotcluster.base.Bytes;
import io.spotcluster.embedded.memory.MemoryBlobs;
import io.spotcluster.embedded.store.EmbeddedStore;
import io.spotcluster.local.http.StreamingService;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.queue.WorkQueues;
import io.spotcluster.ports.table.Tables;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.Map;

/** The ports of an instance. */
record Storage(EmbeddedStore store, Blobs blobs, StreamingService blobRequests) implements AutoCloseable {
    static Storage open(DataFolder folder, URI rootUrl, Bytes signingSecret, Clock clock) {
        return new Storage(
                EmbeddedStore.open(folder.store(), clock),
                new MemoryBlobs(clock, rootUrl, signingSecret),
                (head, body) -> new StreamingService.Reply(404, Map.of(), InputStream.nullInputStream(), 0));
    }

    Tables tables() {
        return store.tables();
    }

    WorkQueues workQueues() {
        return store.workQueues();
    }

    @Override
    public void close() {
        blobs.close();
        store.close();
    }
}

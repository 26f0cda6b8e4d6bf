package io.spotcluster.local.server;

import io.spotcluster.base.Bytes;
import io.spotcluster.embedded.memory.MemoryBlobs;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.embedded.memory.MemoryWorkQueues;
import io.spotcluster.local.http.StreamingService;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.queue.WorkQueues;
import io.spotcluster.ports.table.Tables;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.Map;

/** The ports of an instance. */
record Storage(Tables tables, WorkQueues workQueues, Blobs blobs, StreamingService blobRequests)
        implements AutoCloseable {
    static Storage open(DataFolder folder, URI rootUrl, Bytes signingSecret, Clock clock) {
        return new Storage(
                new MemoryTables(clock),
                new MemoryWorkQueues(clock),
                new MemoryBlobs(clock, rootUrl, signingSecret),
                (head, body) -> new StreamingService.Reply(404, Map.of(), InputStream.nullInputStream(), 0));
    }

    @Override
    public void close() {
        blobs.close();
        workQueues.close();
        tables.close();
    }
}

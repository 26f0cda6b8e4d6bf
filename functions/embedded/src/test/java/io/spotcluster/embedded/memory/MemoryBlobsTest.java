package io.spotcluster.embedded.memory;

import io.spotcluster.base.Bytes;
import io.spotcluster.embedded.blobs.LoopbackBlobServer;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.blobs.BlobsContract;
import io.spotcluster.testkit.HandTurnedClock;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

class MemoryBlobsTest extends BlobsContract {
    private final HandTurnedClock clock = new HandTurnedClock();
    private final LoopbackBlobServer server;

    MemoryBlobsTest() throws IOException {
        server = new LoopbackBlobServer();
    }

    @Override
    protected Blobs open() {
        MemoryBlobs blobs = new MemoryBlobs(clock, server.rootUrl(), Bytes.utf8("for this test, and no other one"));
        server.serve(blobs.requests());
        return blobs;
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }
}

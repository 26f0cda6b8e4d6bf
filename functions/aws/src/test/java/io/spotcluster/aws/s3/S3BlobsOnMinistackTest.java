package io.spotcluster.aws.s3;

import io.spotcluster.aws.Ministack;
import io.spotcluster.aws.StandInClients;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.blobs.BlobsContract;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

class S3BlobsOnMinistackTest extends BlobsContract {
    @RegisterExtension
    static final StandInClients aws = new StandInClients(new Ministack());

    @Override
    protected Blobs open() {
        return SignerRole.blobs(aws, "test-" + UUID.randomUUID());
    }

    @Override
    protected void pass(Duration time) throws InterruptedException {
        Thread.sleep(time.plusMillis(100));
    }
}

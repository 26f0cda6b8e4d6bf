package io.spotcluster.aws.sqs;

import io.spotcluster.aws.Ministack;
import io.spotcluster.aws.StandInClients;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.WorkQueues;
import io.spotcluster.ports.queue.WorkQueuesContract;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqsWorkQueuesOnMinistackTest extends WorkQueuesContract {
    @RegisterExtension
    static final StandInClients aws = new StandInClients(new Ministack());

    @Override
    protected WorkQueues open(List<QueueDefinition> definitions) {
        QueueUrls urls = new SqsSchema(aws.clients().sqs().get(), "test-" + UUID.randomUUID()).create(definitions);
        return new SqsWorkQueues(aws.clients().sqs(), urls);
    }

    @Override
    protected void pass(Duration time) throws InterruptedException {
        Thread.sleep(time.plusMillis(100));
    }
}

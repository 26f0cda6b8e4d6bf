package io.spotcluster.aws.sqs;

import io.spotcluster.aws.faults.SdkFaults;
import io.spotcluster.ports.queue.QueueDefinition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Creates the queues of definitions with those of their dead letters, for tests and emulators. In an account the deployment does it. */
public final class SqsSchema {
    private final SqsClient client;
    private final String deployment;

    /** @param deployment comes before each queue's name */
    public SqsSchema(SqsClient client, String deployment) {
        this.client = client;
        this.deployment = deployment;
    }

    public QueueUrls create(Collection<QueueDefinition> definitions) {
        Map<String, String> urls = new HashMap<>();
        for (QueueDefinition queue : definitions) {
            String name = deployment + "-" + queue.name();
            try {
                urls.put(queue.name(), create(queue, name));
            } catch (SdkException e) {
                throw SdkFaults.ofWrite("CreateQueue of " + name, e);
            }
        }
        return new QueueUrls(urls);
    }

    private String create(QueueDefinition queue, String name) {
        String dead = client.createQueue(request -> request.queueName(name + QueueUrls.DEAD))
                .queueUrl();
        String deadArn = client.getQueueAttributes(
                        request -> request.queueUrl(dead).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        String redrive =
                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}".formatted(deadArn, queue.receives());
        return client.createQueue(request -> request.queueName(name)
                        .attributes(Map.of(
                                QueueAttributeName.REDRIVE_POLICY,
                                redrive,
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                Long.toString(queue.visibility().toSeconds()))))
                .queueUrl();
    }
}

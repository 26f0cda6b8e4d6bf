package io.spotcluster.infra.events;

import io.spotcluster.ports.queue.QueueDefinition;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/** A work queue, and beside it the queue of its dead letters. */
public final class WorkQueue extends Construct {
    /** SQS's longest. */
    private static final Duration KEPT = Duration.days(14);

    private final QueueDefinition definition;
    private final Queue queue;
    private final Queue deadLetters;

    WorkQueue(Construct scope, QueueDefinition definition, String deployment, RemovalPolicy removal) {
        super(scope, definition.name());
        this.definition = definition;
        deadLetters = Queue.Builder.create(this, "DeadLetters")
                .queueName("%s-%s-dead-letters".formatted(deployment, definition.name()))
                .retentionPeriod(KEPT)
                .encryption(QueueEncryption.SQS_MANAGED)
                .enforceSsl(true)
                .removalPolicy(removal)
                .build();
        queue = Queue.Builder.create(this, "Queue")
                .queueName("%s-%s".formatted(deployment, definition.name()))
                .visibilityTimeout(Duration.seconds(definition.visibility().toSeconds()))
                .retentionPeriod(KEPT)
                .encryption(QueueEncryption.SQS_MANAGED)
                .enforceSsl(true)
                .deadLetterQueue(DeadLetterQueue.builder()
                        .queue(deadLetters)
                        .maxReceiveCount(definition.receives())
                        .build())
                .removalPolicy(removal)
                .build();
    }

    public QueueDefinition definition() {
        return definition;
    }

    public Queue queue() {
        return queue;
    }

    public Queue deadLetters() {
        return deadLetters;
    }
}

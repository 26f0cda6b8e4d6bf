package io.spotcluster.aws.sqs;

import io.spotcluster.aws.faults.SdkFaults;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.queue.WorkQueueLimits;
import io.spotcluster.ports.queue.WorkQueues;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Work queues on SQS standard queues. How often a message is delivered is the queue's redrive policy, which the deployment
 * makes from the same {@link QueueDefinition}; visibility is given with each call.
 *
 * <p>The SDK repeats a send whose answer was lost, so a message may be there twice: delivery is at least once anyway.
 */
public final class SqsWorkQueues implements WorkQueues {
    /** How long a look at a dead letter hides it from others who look. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** What SQS answers for a receipt whose time is over, or whose message is gone. */
    private static final List<String> OUTDATED = List.of(
            "ReceiptHandleIsInvalid",
            "MessageNotInflight",
            "AWS.SimpleQueueService.MessageNotInflight",
            "InvalidParameterValue");

    private final Supplier<SqsClient> client;
    private final QueueUrls urls;
    private volatile boolean closed;

    /** @param client made at the first call; it belongs to whoever made it */
    public SqsWorkQueues(Supplier<SqsClient> client, QueueUrls urls) {
        this.client = client;
        this.urls = urls;
    }

    @Override
    public void send(QueueDefinition queue, String body, Duration delay) {
        WorkQueueLimits.checkSend(queue, body, delay);
        requireOpen();
        try {
            client.get()
                    .sendMessage(request ->
                            request.queueUrl(urls.of(queue)).messageBody(body).delaySeconds(seconds(delay)));
        } catch (SdkException e) {
            throw SdkFaults.ofWrite("SendMessage to queue " + queue.name(), e);
        }
    }

    @Override
    public List<Received> receive(QueueDefinition queue, int limit, Duration wait) {
        WorkQueueLimits.checkReceive(queue, limit, wait);
        requireOpen();
        return receive(queue, urls.of(queue), limit, wait, queue.visibility()).stream()
                .map(SqsWorkQueues::received)
                .toList();
    }

    private List<Message> receive(QueueDefinition queue, String url, int limit, Duration wait, Duration visibility) {
        try {
            return client.get()
                    .receiveMessage(request -> request.queueUrl(url)
                            .maxNumberOfMessages(limit)
                            .waitTimeSeconds(seconds(wait))
                            .visibilityTimeout(seconds(visibility))
                            .messageSystemAttributeNames(
                                    MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                                    MessageSystemAttributeName.SENT_TIMESTAMP))
                    .messages();
        } catch (SdkException e) {
            // What was received with a lost answer comes again when its visibility is over.
            throw SdkFaults.ofRead("ReceiveMessage from queue " + queue.name(), e);
        }
    }

    @Override
    public void delete(QueueDefinition queue, Received message) {
        requireOpen();
        String call = "DeleteMessage from queue " + queue.name();
        passingOverOutdated(
                call,
                () -> client.get()
                        .deleteMessage(
                                request -> request.queueUrl(urls.of(queue)).receiptHandle(message.receipt())));
    }

    @Override
    public void release(QueueDefinition queue, Received message, Duration delay) {
        WorkQueueLimits.checkRelease(queue, delay);
        requireOpen();
        changeVisibility(queue, urls.of(queue), message.receipt(), delay);
    }

    private void changeVisibility(QueueDefinition queue, String url, String receipt, Duration delay) {
        String call = "ChangeMessageVisibility in queue " + queue.name();
        passingOverOutdated(
                call,
                () -> client.get()
                        .changeMessageVisibility(request ->
                                request.queueUrl(url).receiptHandle(receipt).visibilityTimeout(seconds(delay))));
    }

    /** SQS has no reading without receiving, so each letter is hidden until all were seen, and then shown again. */
    @Override
    public List<Received> deadLetters(QueueDefinition queue, int limit) {
        requireOpen();
        String url = urls.deadLettersOf(queue);
        Map<String, Message> seen = new LinkedHashMap<>();
        List<Message> batch;
        do {
            batch = receive(queue, url, WorkQueueLimits.RECEIVED_AT_ONCE, Duration.ZERO, LOOK);
            batch.forEach(message -> seen.put(message.messageId(), message));
        } while (!batch.isEmpty());
        seen.values().forEach(message -> changeVisibility(queue, url, message.receiptHandle(), Duration.ZERO));
        return seen.values().stream()
                .sorted(Comparator.comparingLong(SqsWorkQueues::sent))
                .limit(limit)
                .map(SqsWorkQueues::received)
                .toList();
    }

    /** Refuses further calls. */
    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException.Refused("the work queues are closed");
        }
    }

    private static void passingOverOutdated(String call, Runnable effect) {
        try {
            effect.run();
        } catch (AwsServiceException e) {
            AwsErrorDetails details = e.awsErrorDetails();
            if (details == null || !OUTDATED.contains(details.errorCode())) {
                throw SdkFaults.ofWrite(call, e);
            }
        } catch (SdkException e) {
            throw SdkFaults.ofWrite(call, e);
        }
    }

    private static Received received(Message message) {
        return new Received(
                message.messageId(),
                message.receiptHandle(),
                message.body(),
                Integer.parseInt(
                        message.attributes().getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")));
    }

    private static long sent(Message message) {
        return Long.parseLong(message.attributes().getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0"));
    }

    /** Nothing comes before its time. */
    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.plusNanos(999_999_999).toSeconds());
    }
}

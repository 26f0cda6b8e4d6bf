package io.spotcluster.aws.sqs;

import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.queue.QueueDefinition;
import java.util.Map;

/**
 * Where the work queues of a deployment are.
 *
 * @param urls by the name of the queue; only those that this process uses
 */
public record QueueUrls(Map<String, String> urls) {
    /** Follows the name of a queue in that of the queue of its dead letters. */
    public static final String DEAD = "-dead";

    public QueueUrls {
        urls = Map.copyOf(urls);
    }

    String of(QueueDefinition queue) {
        String url = urls.get(queue.name());
        if (url == null) {
            throw new StoreException.Refused("this process was not told the URL of the queue " + queue.name());
        }
        return url;
    }

    String deadLettersOf(QueueDefinition queue) {
        return of(queue) + DEAD;
    }
}

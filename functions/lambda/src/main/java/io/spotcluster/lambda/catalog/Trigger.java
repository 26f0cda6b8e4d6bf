package io.spotcluster.lambda.catalog;

import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.table.TableDefinition;
import java.time.Duration;

/** What a function is called by. */
public sealed interface Trigger {
    /** Requests below {@code /api/<service>/v1/}, as events of API Gateway's HTTP API, payload format 2.0. */
    record Http(String service) implements Trigger {
        /** The route of the HTTP API that leads here. */
        public String route() {
            return "ANY /api/" + service + "/{proxy+}";
        }
    }

    /**
     * The stream of a table, with old and new images, from its oldest record. The function answers with partial batch
     * failures and parks what keeps failing, so the event source neither bisects batches nor gives up: any number of retries,
     * any age. The records of an item stay in order.
     *
     * @param batch records in one call at most
     * @param window how long records may wait for others
     */
    record Feed(TableDefinition table, int batch, Duration window) implements Trigger {}

    /**
     * Messages of a work queue. The function answers with partial batch failures. What was received as often as the queue
     * says goes to its dead letters.
     *
     * @param batch messages in one call, at most 10
     */
    record Work(QueueDefinition queue, int batch) implements Trigger {}

    /** Time. The event is not looked at. */
    record Schedule(Duration every) implements Trigger {}

    /** Each deployment, once all that the function uses is there. The event is not looked at, and calling twice changes nothing. */
    record Deployment() implements Trigger {}
}

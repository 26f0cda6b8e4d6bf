package io.spotcluster.lambda.catalog;

import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.table.TableDefinition;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What a function is called by. */
public sealed interface Trigger {
    /**
     * Requests below some paths, as events of API Gateway's HTTP API, payload format 2.0.
     *
     * @param paths such as {@code /api/queue}, by what names the route
     */
    record Http(Map<String, String> paths) implements Trigger {
        public Http {
            paths = Map.copyOf(paths);
        }

        /** The methods of a service, below {@code /api/<service>/v1/}. */
        static Http service(String name) {
            return new Http(Map.of(name, "/api/" + name));
        }

        /** The keys of the routes of the HTTP API that lead here, by what names them. */
        public Map<String, String> routes() {
            Map<String, String> routes = new TreeMap<>();
            paths.forEach((name, path) -> routes.put(name, path + "/{proxy+}"));
            return routes;
        }
    }

    /**
     * The stream of a table, with old and new images, from its oldest record. The function answers with partial batch
     * failures and parks what keeps failing, so the event source does not give up: any number of retries, any age. It bisects
     * batches whose call ended without an answer. The records of an item stay in order.
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

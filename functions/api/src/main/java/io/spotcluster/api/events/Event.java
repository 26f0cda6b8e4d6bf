package io.spotcluster.api.events;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened, as listeners are told it.
 *
 * @param exchange full name, for example {@code exchange/taskcluster-queue/v1/task-pending}
 * @param routingKey words joined by dots, by which listeners choose; {@code _} stands for a word without a value
 * @param copies further keys by which the same event is found, such as {@code route.index.project.latest}
 * @param payload valid by the schema of the exchange
 */
public record Event(String exchange, String routingKey, List<String> copies, JsonNode payload) {
    public Event {
        copies = List.copyOf(copies);
    }
}

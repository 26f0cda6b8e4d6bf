package io.spotcluster.api.events;

import java.util.List;

/**
 * The events of a service, in the order of its reference.
 *
 * @param description in markdown
 */
public record ServiceEvents(String title, String description, List<TopicExchange> exchanges) {
    public ServiceEvents {
        exchanges = List.copyOf(exchanges);
    }
}

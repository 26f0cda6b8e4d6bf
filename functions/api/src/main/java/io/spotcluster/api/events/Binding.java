package io.spotcluster.api.events;

import java.util.List;

/**
 * What a listener wants of one exchange.
 *
 * @param exchange full name
 */
public record Binding(String exchange, RoutingPattern routingKeyPattern) {
    /** @param copies the further keys of an event, beside its routing key */
    public boolean matches(String eventExchange, String routingKey, List<String> copies) {
        return exchange.equals(eventExchange)
                && (routingKeyPattern.matches(routingKey) || copies.stream().anyMatch(routingKeyPattern::matches));
    }
}

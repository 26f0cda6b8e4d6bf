package io.spotcluster.api.events;

import java.util.List;

/** Takes events to their listeners, at least once. */
@FunctionalInterface
public interface EventSink {
    /**
     * Returns when none of the events can be lost any more: they are durable, or will be before whoever publishes them ceases
     * to be told of their cause. After a failure any of them may have been told; whoever
     * publishes tries again, so listeners may be told the same twice.
     */
    void publish(List<Event> events);

    default void publish(Event event) {
        publish(List.of(event));
    }
}

package io.spotcluster.aws.events;

import io.spotcluster.api.events.Event;
import io.spotcluster.api.events.EventSink;
import io.spotcluster.api.json.Json;
import io.spotcluster.aws.faults.BatchPacing;
import io.spotcluster.aws.faults.SdkFaults;
import io.spotcluster.ports.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts events on a bus of EventBridge. An event's source is {@value #SOURCE}, its detail type the exchange, and its detail
 * holds {@code exchange}, {@code routingKey}, {@code copies} and {@code payload}, so that rules can choose by each.
 */
public final class EventBridgeSink implements EventSink {
    public static final String SOURCE = "spotcluster";

    /** Of one call, by number and by bytes: EventBridge's limits. */
    private static final int ENTRIES = 10;

    private static final int BYTES = 256 * 1024;

    /** Refusals of an entry that are over after a while. */
    private static final Set<String> PASSING =
            Set.of("ThrottlingException", "InternalFailure", "InternalException", "ServiceUnavailable");

    private final Supplier<EventBridgeClient> client;
    private final String bus;
    private final BatchPacing pacing;

    public EventBridgeSink(Supplier<EventBridgeClient> client, String bus) {
        this(client, bus, new BatchPacing());
    }

    EventBridgeSink(Supplier<EventBridgeClient> client, String bus, BatchPacing pacing) {
        this.client = client;
        this.bus = bus;
        this.pacing = pacing;
    }

    @Override
    public void publish(List<Event> events) {
        List<PutEventsRequestEntry> next = new ArrayList<>();
        int bytes = 0;
        for (Event event : events) {
            PutEventsRequestEntry entry = entry(event);
            int size = size(entry);
            if (next.size() == ENTRIES || (bytes + size > BYTES && !next.isEmpty())) {
                put(next);
                next = new ArrayList<>();
                bytes = 0;
            }
            next.add(entry);
            bytes += size;
        }
        if (!next.isEmpty()) {
            put(next);
        }
    }

    /** Until none is left. */
    private void put(List<PutEventsRequestEntry> entries) {
        String call = "PutEvents on bus " + bus;
        BatchPacing.Batch batch = pacing.start(call);
        List<PutEventsRequestEntry> left = entries;
        while (!left.isEmpty()) {
            List<PutEventsRequestEntry> failed = putOnce(call, left);
            if (!failed.isEmpty() && failed.size() < left.size()) {
                batch.progressed();
            } else if (!failed.isEmpty()) {
                batch.pause();
            }
            left = failed;
        }
    }

    private List<PutEventsRequestEntry> putOnce(String call, List<PutEventsRequestEntry> entries) {
        List<PutEventsResultEntry> results;
        try {
            results =
                    client.get().putEvents(request -> request.entries(entries)).entries();
        } catch (SdkException e) {
            throw SdkFaults.ofWrite(call, e);
        }
        List<PutEventsRequestEntry> failed = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            PutEventsResultEntry result = results.get(i);
            if (result.errorCode() == null) {
                continue;
            }
            if (!PASSING.contains(result.errorCode())) {
                throw new StoreException.Refused("%s: an entry %s was refused: %s %s"
                        .formatted(call, entries.get(i).detailType(), result.errorCode(), result.errorMessage()));
            }
            failed.add(entries.get(i));
        }
        return failed;
    }

    private PutEventsRequestEntry entry(Event event) {
        ObjectNode detail = Json.MAPPER.createObjectNode();
        detail.put("exchange", event.exchange());
        detail.put("routingKey", event.routingKey());
        ArrayNode copies = detail.putArray("copies");
        event.copies().forEach(copies::add);
        detail.set("payload", event.payload());
        return PutEventsRequestEntry.builder()
                .eventBusName(bus)
                .source(SOURCE)
                .detailType(event.exchange())
                .detail(Json.write(detail))
                .build();
    }

    /** As EventBridge counts. */
    private static int size(PutEventsRequestEntry entry) {
        return entry.source().length()
                + entry.detailType().getBytes(StandardCharsets.UTF_8).length
                + entry.detail().getBytes(StandardCharsets.UTF_8).length;
    }
}

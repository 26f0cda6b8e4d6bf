package io.spotcluster.aws.dynamodb;

import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.TableDefinition;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import tools.jackson.databind.JsonNode;

/**
 * The records of a table's stream as Lambda hands them to a function.
 *
 * @param records in the order of the stream
 */
public record StreamEvent(List<Told> records) {
    /**
     * @param sequence by which the function says from where on it wants the records again
     * @param change absent for a record that the table's feed leaves out
     */
    public record Told(String sequence, Optional<Change> change) {}

    public StreamEvent {
        records = List.copyOf(records);
    }

    /** @throws IllegalArgumentException when it is no event of a stream of items */
    public static StreamEvent read(TableDefinition table, JsonNode event) {
        List<Told> told = new ArrayList<>();
        for (JsonNode json : event.path("Records")) {
            Record parsed = record(json);
            told.add(new Told(parsed.dynamodb().sequenceNumber(), StreamRecords.change(table, parsed)));
        }
        if (told.isEmpty()) {
            throw new IllegalArgumentException("an event without records of a stream");
        }
        return new StreamEvent(told);
    }

    private static Record record(JsonNode json) {
        JsonNode images = json.path("dynamodb");
        if (!images.path("SequenceNumber").isString() || !images.path("Keys").isObject()) {
            throw new IllegalArgumentException("a record without sequence number or keys is none of a table's stream");
        }
        Record.Builder builder = Record.builder()
                .eventName(json.path("eventName").asString(""))
                .dynamodb(record -> {
                    record.sequenceNumber(images.path("SequenceNumber").asString())
                            .keys(attributes(images.path("Keys")));
                    if (images.has("OldImage")) {
                        record.oldImage(attributes(images.path("OldImage")));
                    }
                    if (images.has("NewImage")) {
                        record.newImage(attributes(images.path("NewImage")));
                    }
                });
        JsonNode principal = json.path("userIdentity").path("principalId");
        if (principal.isString()) {
            builder.userIdentity(identity -> identity.principalId(principal.asString()));
        }
        return builder.build();
    }

    private static Map<String, AttributeValue> attributes(JsonNode image) {
        Map<String, AttributeValue> attributes = new HashMap<>();
        image.properties().forEach(property -> attributes.put(property.getKey(), value(property.getValue())));
        return attributes;
    }

    /** Of the kinds that {@link DynamoItems} writes. */
    private static AttributeValue value(JsonNode value) {
        if (value.has("S")) {
            return AttributeValue.fromS(value.path("S").asString());
        }
        if (value.has("N")) {
            return AttributeValue.fromN(value.path("N").asString());
        }
        if (value.has("B")) {
            return AttributeValue.fromB(SdkBytes.fromByteArray(
                    Base64.getDecoder().decode(value.path("B").asString())));
        }
        throw new IllegalArgumentException(
                "an attribute of another kind than text, number and bytes: " + value.propertyNames());
    }
}

package io.spotcluster.aws.dynamodb;

import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** Records of DynamoDB Streams as changes of the port: those read by {@link DynamoChangeFeed}, and those that events bring. */
final class StreamRecords {
    private StreamRecords() {}

    /** @return empty for what the table's feed leaves out: other sort keys, and removals by expiry */
    static Optional<Change> change(TableDefinition table, Record told) {
        StreamRecord images = told.dynamodb();
        Key key = DynamoItems.key(images.keys());
        if (!table.feeds(key.sort()) || isExpiry(told)) {
            return Optional.empty();
        }
        return Optional.of(new Change(
                images.sequenceNumber(), table.name(), key, item(images.oldImage()), item(images.newImage())));
    }

    private static boolean isExpiry(Record told) {
        return told.eventName() == OperationType.REMOVE
                && told.userIdentity() != null
                && DynamoLayout.EXPIRY_PRINCIPAL.equals(told.userIdentity().principalId());
    }

    private static Optional<Item> item(Map<String, AttributeValue> image) {
        return image.isEmpty() ? Optional.empty() : Optional.of(DynamoItems.item(image));
    }
}

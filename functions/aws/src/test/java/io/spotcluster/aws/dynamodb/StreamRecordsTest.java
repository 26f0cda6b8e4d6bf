package io.spotcluster.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;

class StreamRecordsTest {
    private static final TableDefinition TABLE = TableDefinition.withFeed("tasks", "status");
    private static final Key KEY = new Key("t", "status");
    private static final Item OLD = new Item(KEY, 1, "first", Optional.empty(), Bytes.utf8("{}"));
    private static final Item NEW = new Item(
            KEY, 2, "second", Optional.of(Instant.ofEpochSecond(1_800_000_000)), Bytes.wrap(new byte[] {1, 2}));

    @Test
    void aReplacementHasBothImages() {
        Record told = Record.builder()
                .eventName(OperationType.MODIFY)
                .dynamodb(record -> record.keys(DynamoItems.attributes(KEY))
                        .sequenceNumber("4711")
                        .oldImage(DynamoItems.attributes(OLD))
                        .newImage(DynamoItems.attributes(NEW)))
                .build();

        assertThat(StreamRecords.change(TABLE, told))
                .contains(new Change("4711", "tasks", KEY, Optional.of(OLD), Optional.of(NEW)));
    }

    @Test
    void anInsertHasNoOldImage() {
        Record told = Record.builder()
                .eventName(OperationType.INSERT)
                .dynamodb(record -> record.keys(DynamoItems.attributes(KEY))
                        .sequenceNumber("1")
                        .newImage(DynamoItems.attributes(NEW)))
                .build();

        assertThat(StreamRecords.change(TABLE, told))
                .contains(new Change("1", "tasks", KEY, Optional.empty(), Optional.of(NEW)));
    }

    @Test
    void aRemovalByAWriterIsAChange() {
        assertThat(StreamRecords.change(TABLE, removal().build()))
                .contains(new Change("2", "tasks", KEY, Optional.of(OLD), Optional.empty()));
    }

    @Test
    void aRemovalByExpiryIsNoChange() {
        Record told = removal()
                .userIdentity(identity -> identity.type("Service").principalId("dynamodb.amazonaws.com"))
                .build();

        assertThat(StreamRecords.change(TABLE, told)).isEmpty();
    }

    @Test
    void otherSortKeysAndTablesWithoutAFeedHaveNoChanges() {
        TableDefinition otherKey = TableDefinition.withFeed("tasks", "statu");

        assertThat(StreamRecords.change(otherKey, removal().build())).isEmpty();
        assertThat(StreamRecords.change(
                        TableDefinition.withoutFeed("tasks"), removal().build()))
                .isEmpty();
    }

    @Test
    void sortKeysThatStartWithAPrefixOfTheFeedAreChanges() {
        TableDefinition prefixes = TableDefinition.withFeed("tasks", "other").andFeedOf("sta");

        assertThat(StreamRecords.change(prefixes, removal().build())).isPresent();
    }

    private static Record.Builder removal() {
        return Record.builder()
                .eventName(OperationType.REMOVE)
                .dynamodb(record -> record.keys(DynamoItems.attributes(KEY))
                        .sequenceNumber("2")
                        .oldImage(DynamoItems.attributes(OLD)));
    }
}

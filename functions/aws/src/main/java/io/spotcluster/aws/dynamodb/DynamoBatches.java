package io.spotcluster.aws.dynamodb;

import io.spotcluster.aws.faults.BatchPacing;
import io.spotcluster.aws.faults.SdkFaults;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Calls for several items, repeated until nothing of the batch is left. */
final class DynamoBatches {
    private final DynamoDbClient client;
    private final TableNames names;
    private final BatchPacing pacing;

    DynamoBatches(DynamoDbClient client, TableNames names, BatchPacing pacing) {
        this.client = client;
        this.names = names;
        this.pacing = pacing;
    }

    /**
     * Those of the items that are there, expired ones included.
     *
     * @param keys at most {@link DynamoLayout#KEYS_IN_A_BATCH}, all different
     * @param consistent whether the present must be shown
     */
    List<Item> get(TableDefinition table, List<Key> keys, boolean consistent) {
        String call = "BatchGetItem on table " + table.name();
        BatchPacing.Batch batch = pacing.start(call);
        List<Item> items = new ArrayList<>();
        Map<String, KeysAndAttributes> left = Map.of(
                names.of(table),
                KeysAndAttributes.builder()
                        .keys(keys.stream().map(DynamoItems::attributes).toList())
                        .consistentRead(consistent)
                        .build());
        while (!left.isEmpty()) {
            BatchGetItemResponse response = get(call, left);
            response.responses().values().stream()
                    .flatMap(Collection::stream)
                    .map(DynamoItems::item)
                    .forEach(items::add);
            // Keys are left also where the answer reached 16 MB: that is progress, and no reason to wait.
            pace(batch, countKeys(left), countKeys(response.unprocessedKeys()));
            left = response.unprocessedKeys();
        }
        return items;
    }

    private BatchGetItemResponse get(String call, Map<String, KeysAndAttributes> keys) {
        try {
            return client.batchGetItem(request -> request.requestItems(keys));
        } catch (SdkException e) {
            throw SdkFaults.ofRead(call, e);
        }
    }

    /** @param writes at most {@link DynamoLayout#WRITES_IN_A_BATCH}, of different items; their conditions are not looked at */
    void write(List<Write> writes) {
        Map<String, List<WriteRequest>> left = new LinkedHashMap<>();
        for (Write write : writes) {
            left.computeIfAbsent(names.of(write.table()), _ -> new ArrayList<>())
                    .add(request(write));
        }
        String call = "BatchWriteItem on " + String.join(", ", left.keySet());
        BatchPacing.Batch batch = pacing.start(call);
        while (!left.isEmpty()) {
            Map<String, List<WriteRequest>> unprocessed = write(call, left);
            pace(batch, countWrites(left), countWrites(unprocessed));
            left = unprocessed;
        }
    }

    private Map<String, List<WriteRequest>> write(String call, Map<String, List<WriteRequest>> writes) {
        try {
            return client.batchWriteItem(request -> request.requestItems(writes))
                    .unprocessedItems();
        } catch (SdkException e) {
            throw SdkFaults.ofWrite(call, e);
        }
    }

    private static WriteRequest request(Write write) {
        return switch (write) {
            case Write.Put put ->
                WriteRequest.builder()
                        .putRequest(request -> request.item(DynamoItems.attributes(put.item())))
                        .build();
            case Write.Delete delete ->
                WriteRequest.builder()
                        .deleteRequest(request -> request.key(DynamoItems.attributes(delete.key())))
                        .build();
        };
    }

    private static void pace(BatchPacing.Batch batch, int before, int left) {
        if (left > 0 && left < before) {
            batch.progressed();
        } else if (left > 0) {
            batch.pause();
        }
    }

    private static int countKeys(Map<String, KeysAndAttributes> keys) {
        return keys.values().stream().mapToInt(some -> some.keys().size()).sum();
    }

    private static int countWrites(Map<String, List<WriteRequest>> writes) {
        return writes.values().stream().mapToInt(List::size).sum();
    }
}

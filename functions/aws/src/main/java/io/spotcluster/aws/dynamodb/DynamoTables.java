package io.spotcluster.aws.dynamodb;

import io.spotcluster.aws.faults.BatchPacing;
import io.spotcluster.aws.faults.SdkFaults;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.TableLimits;
import io.spotcluster.ports.table.TableReads;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Tables on DynamoDB, one for each definition, laid out as {@link DynamoLayout} says.
 *
 * <p>The SDK repeats a write whose answer was lost. If the first try had succeeded, the repetition loses its condition to
 * it: the outcome is {@link WriteOutcome.ConditionLost} with an item that carries the writer's own nonce. A writer of
 * truths therefore compares the nonce before it believes that it lost.
 *
 * <p>A read of {@link #lagging} is an eventually consistent one, at half the price.
 *
 * <p>Hints without a condition go in batches of 25. Several conditional ones are written side by side, each by its own call.
 */
public final class DynamoTables implements Tables {
    private final DynamoDbClient client;
    private final Optional<DynamoDbStreamsClient> streams;
    private final TableNames names;
    private final Clock clock;
    private final DynamoBatches batches;
    private final TableReads lagging = new LaggingReads();
    private final Map<String, ChangeFeed> feeds = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** For functions, whose feeds come to them as events: {@link #feed} refuses. */
    public DynamoTables(DynamoDbClient client, TableNames names, Clock clock) {
        this(client, Optional.empty(), names, clock, new BatchPacing());
    }

    /** For processes that read feeds themselves. */
    public DynamoTables(DynamoDbClient client, DynamoDbStreamsClient streams, TableNames names, Clock clock) {
        this(client, Optional.of(streams), names, clock, new BatchPacing());
    }

    DynamoTables(
            DynamoDbClient client,
            Optional<DynamoDbStreamsClient> streams,
            TableNames names,
            Clock clock,
            BatchPacing pacing) {
        this.client = client;
        this.streams = streams;
        this.names = names;
        this.clock = clock;
        this.batches = new DynamoBatches(client, names, pacing);
    }

    @Override
    public Optional<Item> get(TableDefinition table, Key key) {
        return get(table, key, true);
    }

    @Override
    public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
        return getAll(table, keys, true);
    }

    @Override
    public Page query(TableDefinition table, Query query) {
        return query(table, query, true);
    }

    @Override
    public TableReads lagging() {
        return lagging;
    }

    private final class LaggingReads implements TableReads {
        @Override
        public Optional<Item> get(TableDefinition table, Key key) {
            return DynamoTables.this.get(table, key, false);
        }

        @Override
        public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
            return DynamoTables.this.getAll(table, keys, false);
        }

        @Override
        public Page query(TableDefinition table, Query query) {
            return DynamoTables.this.query(table, query, false);
        }
    }

    private Optional<Item> get(TableDefinition table, Key key, boolean consistent) {
        TableLimits.check(table, key);
        requireOpen();
        GetItemRequest request = GetItemRequest.builder()
                .tableName(names.of(table))
                .key(DynamoItems.attributes(key))
                .consistentRead(consistent)
                .build();
        try {
            return Optional.of(client.getItem(request).item())
                    .filter(attributes -> !attributes.isEmpty())
                    .map(DynamoItems::item)
                    .filter(live());
        } catch (SdkException e) {
            throw SdkFaults.ofRead("GetItem on table " + table.name(), e);
        }
    }

    private Map<Key, Item> getAll(TableDefinition table, List<Key> keys, boolean consistent) {
        keys.forEach(key -> TableLimits.check(table, key));
        requireOpen();
        Map<Key, Item> found = new ConcurrentHashMap<>();
        Predicate<Item> live = live();
        // DynamoDB refuses a batch that names a key twice.
        List<Key> wanted = keys.stream().distinct().toList();
        ParallelCalls.run(chunks(wanted, DynamoLayout.KEYS_IN_A_BATCH)
                .<Runnable>map(chunk -> () -> batches.get(table, chunk, consistent).stream()
                        .filter(live)
                        .forEach(item -> found.put(item.key(), item)))
                .toList());
        return found;
    }

    private Page query(TableDefinition table, Query query, boolean consistent) {
        TableLimits.checkPartition(table, query.partition());
        requireOpen();
        return KeyRange.of(query)
                .map(range -> query(table, range, query.limit(), consistent))
                .orElse(new Page(List.of(), Optional.empty()));
    }

    private Page query(TableDefinition table, KeyRange range, int limit, boolean consistent) {
        QueryRequest.Builder request = QueryRequest.builder()
                .tableName(names.of(table))
                .keyConditionExpression(range.condition())
                .filterExpression(DynamoLayout.LIVE)
                .limit(limit)
                .consistentRead(consistent);
        Map<String, AttributeValue> values = new LinkedHashMap<>(range.values());
        values.putAll(ConditionExpression.now(clock.instant()));
        request.expressionAttributeValues(values);
        range.after()
                .ifPresent(
                        after -> request.exclusiveStartKey(DynamoItems.attributes(new Key(range.partition(), after))));
        try {
            return page(client.query(request.build()), range);
        } catch (SdkException e) {
            throw SdkFaults.ofRead("Query on table " + table.name(), e);
        }
    }

    private static Page page(QueryResponse response, KeyRange range) {
        List<Item> items = response.items().stream()
                .map(DynamoItems::item)
                .filter(item -> range.contains(item.key().sort()))
                .toList();
        Optional<String> cursor = Optional.of(response.lastEvaluatedKey())
                .filter(attributes -> !attributes.isEmpty())
                .map(attributes -> DynamoItems.key(attributes).sort())
                .filter(last -> !range.endsAt(last))
                .map(KeyRange::encode);
        return new Page(items, cursor);
    }

    @Override
    public WriteOutcome write(Write write) {
        TableLimits.check(write);
        requireOpen();
        return apply(write);
    }

    @Override
    public WriteOutcome write(Write truth, List<Write> hints) {
        TableLimits.check(truth);
        hints.forEach(TableLimits::check);
        requireOpen();
        WriteOutcome outcome = apply(truth);
        if (outcome.written() && !hints.isEmpty()) {
            applyHints(hints, true);
        }
        return outcome;
    }

    @Override
    public void writeHints(List<Write> hints) {
        hints.forEach(TableLimits::check);
        requireOpen();
        if (!hints.isEmpty()) {
            applyHints(hints, hints.size() > 1);
        }
    }

    /** @param partial whether something may be written by now when a call is throttled, so that "nothing was done" is no answer */
    private void applyHints(List<Write> hints, boolean partial) {
        try {
            ParallelCalls.run(hintCalls(hints));
        } catch (StoreException.Throttled e) {
            throw partial ? new StoreException.ResultUnknown("some hints were not written: " + e.getMessage(), e) : e;
        }
    }

    private List<Runnable> hintCalls(List<Write> hints) {
        List<Runnable> calls = new ArrayList<>();
        // DynamoDB refuses a batch that names a key twice. Hints have no order, so any of the two may stand.
        Map<Place, Write> unconditional = new LinkedHashMap<>();
        for (Write hint : hints) {
            if (hint.condition() instanceof Condition.Always) {
                unconditional.put(new Place(hint.table(), hint.key()), hint);
            } else {
                calls.add(() -> apply(hint));
            }
        }
        chunks(List.copyOf(unconditional.values()), DynamoLayout.WRITES_IN_A_BATCH)
                .forEach(chunk -> calls.add(() -> applyUnconditional(chunk)));
        return calls;
    }

    private record Place(TableDefinition table, Key key) {}

    private void applyUnconditional(List<Write> writes) {
        if (writes.size() == 1) {
            apply(writes.getFirst());
        } else {
            batches.write(writes);
        }
    }

    private WriteOutcome apply(Write write) {
        ConditionExpression condition = ConditionExpression.of(write.condition(), clock.instant());
        try {
            switch (write) {
                case Write.Put put -> client.putItem(putRequest(put, condition));
                case Write.Delete delete -> client.deleteItem(deleteRequest(delete, condition));
            }
            return new WriteOutcome.Written();
        } catch (ConditionalCheckFailedException e) {
            return new WriteOutcome.ConditionLost(Optional.of(e.item())
                    .filter(attributes -> !attributes.isEmpty())
                    .map(DynamoItems::item)
                    .filter(live()));
        } catch (SdkException e) {
            String call = write instanceof Write.Put ? "PutItem" : "DeleteItem";
            throw SdkFaults.ofWrite(call + " on table " + write.table().name(), e);
        }
    }

    private PutItemRequest putRequest(Write.Put put, ConditionExpression condition) {
        PutItemRequest.Builder request =
                PutItemRequest.builder().tableName(names.of(put.table())).item(DynamoItems.attributes(put.item()));
        condition
                .text()
                .ifPresent(text -> request.conditionExpression(text)
                        .expressionAttributeValues(condition.values())
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
        return request.build();
    }

    private DeleteItemRequest deleteRequest(Write.Delete delete, ConditionExpression condition) {
        DeleteItemRequest.Builder request = DeleteItemRequest.builder()
                .tableName(names.of(delete.table()))
                .key(DynamoItems.attributes(delete.key()));
        condition
                .text()
                .ifPresent(text -> request.conditionExpression(text)
                        .expressionAttributeValues(condition.values())
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
        return request.build();
    }

    /** Always the same object for a table, which has one reader. */
    @Override
    public ChangeFeed feed(TableDefinition table) {
        requireOpen();
        if (!table.hasFeed()) {
            throw new StoreException.Refused("table %s has no change feed".formatted(table.name()));
        }
        DynamoDbStreamsClient reader = streams.orElseThrow(() -> new StoreException.Refused(
                "the feed of table %s comes to this process as events; it cannot be read".formatted(table.name())));
        return feeds.computeIfAbsent(
                table.name(),
                _ -> new DynamoChangeFeed(
                        table,
                        names.of(table),
                        client,
                        reader,
                        new FeedCheckpoints(this, table, clock),
                        this::requireOpen));
    }

    /** Refuses further calls. The clients belong to whoever made them. */
    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException.Refused("the tables are closed");
        }
    }

    private Predicate<Item> live() {
        Instant now = clock.instant();
        return item -> item.expires().filter(expires -> !expires.isAfter(now)).isEmpty();
    }

    private static <T> Stream<List<T>> chunks(List<T> list, int size) {
        return IntStream.iterate(0, start -> start < list.size(), start -> start + size)
                .mapToObj(start -> list.subList(start, Math.min(start + size, list.size())));
    }
}

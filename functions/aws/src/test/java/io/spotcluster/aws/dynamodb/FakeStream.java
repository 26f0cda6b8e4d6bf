package io.spotcluster.aws.dynamodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * A stream whose shards split, are trimmed and lose their iterators when a test says so; stand-ins for AWS have one shard
 * that lasts for ever. Two records come at a time, and two shards are described at a time.
 */
final class FakeStream implements DynamoDbStreamsClient {
    private static final int AT_ONCE = 2;

    private final Map<String, FakeShard> shards = new LinkedHashMap<>();
    private int sequence = 100;
    private int iterators;
    private int firstValidIterator;

    private static final class FakeShard {
        private final String id;
        private final Optional<String> parent;
        private final List<Record> records = new ArrayList<>();
        private int trimmed;
        private boolean closed;

        FakeShard(String id, Optional<String> parent) {
            this.id = id;
            this.parent = parent;
        }
    }

    void open(String shard) {
        shards.put(shard, new FakeShard(shard, Optional.empty()));
    }

    /** Closes {@code shard}; its items' changes go to {@code children} from now on. */
    void split(String shard, String... children) {
        shard(shard).closed = true;
        for (String child : children) {
            shards.put(child, new FakeShard(child, Optional.of(shard)));
        }
    }

    /** An insert. */
    void add(String shard, String partition, String sort) {
        Map<String, AttributeValue> key =
                Map.of("pk", AttributeValue.fromS(partition), "sk", AttributeValue.fromS(sort));
        Map<String, AttributeValue> image = Map.of(
                "pk", key.get("pk"),
                "sk", key.get("sk"),
                "version", AttributeValue.fromN("1"));
        String number = Integer.toString(sequence++);
        shard(shard)
                .records
                .add(Record.builder()
                        .eventName(OperationType.INSERT)
                        .dynamodb(record -> record.keys(key).newImage(image).sequenceNumber(number))
                        .build());
    }

    /** Forgets all but the last {@code kept} records of a shard. */
    void trim(String shard, int kept) {
        shard(shard).trimmed = shard(shard).records.size() - kept;
    }

    /** Forgets a shard, as a day after it was closed. */
    void forget(String shard) {
        shards.remove(shard);
    }

    void expireIterators() {
        firstValidIterator = iterators;
    }

    private FakeShard shard(String id) {
        return Optional.ofNullable(shards.get(id)).orElseThrow();
    }

    /** Knows of the table only which stream it has. */
    DynamoDbClient tableClient() {
        return new DynamoDbClient() {
            @Override
            public DescribeTableResponse describeTable(DescribeTableRequest request) {
                return DescribeTableResponse.builder()
                        .table(table -> table.latestStreamArn("arn:stream"))
                        .build();
            }

            @Override
            public String serviceName() {
                return "dynamodb";
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
        List<FakeShard> all = List.copyOf(shards.values());
        int start = IntStream.range(0, all.size())
                        .filter(i -> all.get(i).id.equals(request.exclusiveStartShardId()))
                        .findFirst()
                        .orElse(-1)
                + 1;
        int end = Math.min(start + AT_ONCE, all.size());
        List<Shard> page = all.subList(start, end).stream()
                .map(shard -> Shard.builder()
                        .shardId(shard.id)
                        .applyMutation(builder -> shard.parent.ifPresent(builder::parentShardId))
                        .build())
                .toList();
        return DescribeStreamResponse.builder()
                .streamDescription(stream -> {
                    stream.shards(page);
                    if (end < all.size()) {
                        stream.lastEvaluatedShardId(page.getLast().shardId());
                    }
                })
                .build();
    }

    @Override
    public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
        FakeShard shard = shard(request.shardId());
        int position = request.shardIteratorType() == ShardIteratorType.TRIM_HORIZON
                ? shard.trimmed
                : after(shard, request.sequenceNumber());
        if (position < shard.trimmed) {
            throw TrimmedDataAccessException.builder().message("trimmed").build();
        }
        return GetShardIteratorResponse.builder()
                .shardIterator(iterator(shard, position))
                .build();
    }

    private static int after(FakeShard shard, String sequence) {
        return 1
                + IntStream.range(0, shard.records.size())
                        .filter(i ->
                                shard.records.get(i).dynamodb().sequenceNumber().equals(sequence))
                        .findFirst()
                        .orElseThrow();
    }

    private String iterator(FakeShard shard, int position) {
        return "%s/%d/%d".formatted(shard.id, position, iterators++);
    }

    @Override
    public GetRecordsResponse getRecords(GetRecordsRequest request) {
        List<String> parts = List.of(request.shardIterator().split("/", -1));
        if (Integer.parseInt(parts.get(2)) < firstValidIterator) {
            throw ExpiredIteratorException.builder().message("expired").build();
        }
        FakeShard shard = shard(parts.get(0));
        int position = Integer.parseInt(parts.get(1));
        if (position < shard.trimmed) {
            throw TrimmedDataAccessException.builder().message("trimmed").build();
        }
        int end = Math.min(position + AT_ONCE, shard.records.size());
        UnaryOperator<GetRecordsResponse.Builder> next = builder ->
                shard.closed && end == shard.records.size() ? builder : builder.nextShardIterator(iterator(shard, end));
        return next.apply(GetRecordsResponse.builder().records(shard.records.subList(position, end)))
                .build();
    }

    @Override
    public String serviceName() {
        return "dynamodb";
    }

    @Override
    public void close() {}
}

package io.spotcluster.aws.dynamodb;

import io.spotcluster.aws.faults.SdkFaults;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.TableDefinition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Reads a table's stream itself, for tools and for the contract's suite; functions get the records as events instead.
 *
 * <p>Records wait in the order in which they were read until they are acknowledged. A shard is read only after its parent
 * was read to the end, so that the changes of an item stay in order when shards split.
 */
final class DynamoChangeFeed implements ChangeFeed {
    /** From quick to the five times a second that a shard may be asked. */
    private static final BackoffStrategy POLLING =
            BackoffStrategy.exponentialDelayWithoutJitter(Duration.ofMillis(20), Duration.ofMillis(250));

    private final TableDefinition table;
    private final String tableName;
    private final DynamoDbClient client;
    private final DynamoDbStreamsClient streams;
    private final FeedCheckpoints checkpoints;
    private final Runnable requireOpen;

    private final Map<String, StreamShard> shards = new LinkedHashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /** A record that was not acknowledged; one that the feed leaves out marks only how far its shard was read. */
    private record Waiting(String shardId, String sequence, Optional<Change> change) {
        boolean onlyMarks(StreamShard shard) {
            return change.isEmpty() && shardId.equals(shard.shardId());
        }
    }

    /** @param requireOpen throws when the store was closed */
    DynamoChangeFeed(
            TableDefinition table,
            String tableName,
            DynamoDbClient client,
            DynamoDbStreamsClient streams,
            FeedCheckpoints checkpoints,
            Runnable requireOpen) {
        this.table = table;
        this.tableName = tableName;
        this.client = client;
        this.streams = streams;
        this.checkpoints = checkpoints;
        this.requireOpen = requireOpen;
    }

    @Override
    public synchronized List<Change> read(int limit, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        for (int round = 1; ; round++) {
            requireOpen.run();
            fetch(limit);
            List<Change> changes = changes().limit(limit).toList();
            long left = end - System.nanoTime();
            if (!changes.isEmpty() || left <= 0) {
                return changes;
            }
            long pause =
                    Math.min(left, POLLING.computeDelay(Math.min(round, 10)).toNanos());
            if (!slept(Duration.ofNanos(pause))) {
                return changes;
            }
        }
    }

    @Override
    public synchronized void acknowledge(Change last) {
        requireOpen.run();
        if (changes().noneMatch(change -> isSame(change, last))) {
            return; // It was acknowledged before.
        }
        Map<String, String> handled = new HashMap<>();
        int count = 0;
        boolean found = false;
        for (Waiting next : waiting) {
            if (found && next.change().isPresent()) {
                break;
            }
            found = found
                    || next.change().filter(change -> isSame(change, last)).isPresent();
            handled.put(next.shardId(), next.sequence());
            count++;
        }
        // Saved before it is forgotten: if saving fails, the changes come again.
        checkpoints.save(handled);
        for (int i = 0; i < count; i++) {
            waiting.remove();
        }
    }

    private Stream<Change> changes() {
        return waiting.stream().map(Waiting::change).flatMap(Optional::stream);
    }

    private static boolean isSame(Change one, Change other) {
        return one.sequence().equals(other.sequence()) && one.key().equals(other.key());
    }

    /** Asks every shard once that may be read, as long as fewer changes wait than are wanted. */
    private void fetch(int limit) {
        try {
            if (shards.isEmpty() || shards.values().stream().anyMatch(this::endedWithoutChild)) {
                findShards();
            }
            for (StreamShard shard : shards.values()) {
                if (changes().limit(limit).count() == limit) {
                    return;
                }
                if (!shard.ended() && parentEnded(shard)) {
                    shard.read().forEach(told -> enqueue(shard, told));
                }
            }
        } catch (SdkException e) {
            throw SdkFaults.ofRead("the stream of table " + table.name(), e);
        }
    }

    private void enqueue(StreamShard shard, Record told) {
        Optional<Change> change = StreamRecords.change(table, told);
        Waiting last = waiting.peekLast();
        if (last != null && last.onlyMarks(shard) && change.isEmpty()) {
            waiting.removeLast(); // The next one marks more.
        }
        waiting.add(new Waiting(shard.shardId(), told.dynamodb().sequenceNumber(), change));
    }

    /** A parent that is not listed any more has only records older than a day. */
    private boolean parentEnded(StreamShard shard) {
        return shard.parent().map(shards::get).map(StreamShard::ended).orElse(true);
    }

    /** Every closed shard is succeeded by others, unless the stream was switched off. */
    private boolean endedWithoutChild(StreamShard shard) {
        return shard.ended()
                && shards.values().stream().noneMatch(other -> other.parent().equals(Optional.of(shard.shardId())));
    }

    private void findShards() {
        String streamArn = streamArn();
        List<Shard> listed = new ArrayList<>();
        Optional<String> lastShard = Optional.empty();
        do {
            DescribeStreamRequest.Builder request =
                    DescribeStreamRequest.builder().streamArn(streamArn);
            lastShard.ifPresent(request::exclusiveStartShardId);
            StreamDescription stream = streams.describeStream(request.build()).streamDescription();
            listed.addAll(stream.shards());
            lastShard = Optional.ofNullable(stream.lastEvaluatedShardId());
        } while (lastShard.isPresent());

        Set<String> ids = listed.stream().map(Shard::shardId).collect(Collectors.toSet());
        shards.values().removeIf(shard -> shard.ended() && !ids.contains(shard.shardId()));
        for (Shard shard : listed) {
            if (!shards.containsKey(shard.shardId())) {
                shards.put(
                        shard.shardId(), new StreamShard(streams, streamArn, shard, checkpoints.find(shard.shardId())));
            }
        }
    }

    private String streamArn() {
        String streamArn = client.describeTable(request -> request.tableName(tableName))
                .table()
                .latestStreamArn();
        if (streamArn == null) {
            throw new StoreException.Refused("the DynamoDB table %s has no stream".formatted(tableName));
        }
        return streamArn;
    }

    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

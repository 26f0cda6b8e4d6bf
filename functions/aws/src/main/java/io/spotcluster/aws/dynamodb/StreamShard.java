package io.spotcluster.aws.dynamodb;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Reads one shard of a stream from a position on. */
final class StreamShard {
    private static final Logger LOG = LoggerFactory.getLogger(StreamShard.class);

    private final DynamoDbStreamsClient streams;
    private final String streamArn;
    private final String shardId;
    private final Optional<String> parent;
    private Optional<String> lastSequence;
    private Optional<String> iterator = Optional.empty();
    private boolean ended;

    /** @param after the sequence number after which to begin; from the oldest record kept, if absent */
    StreamShard(DynamoDbStreamsClient streams, String streamArn, Shard shard, Optional<String> after) {
        this.streams = streams;
        this.streamArn = streamArn;
        this.shardId = shard.shardId();
        this.parent = Optional.ofNullable(shard.parentShardId());
        this.lastSequence = after;
    }

    String shardId() {
        return shardId;
    }

    /** The shard whose records come before this one's. */
    Optional<String> parent() {
        return parent;
    }

    /** Whether everything was read and nothing more will come. */
    boolean ended() {
        return ended;
    }

    /** The next records; may be none although there are more. */
    List<Record> read() {
        try {
            String position = iterator.orElseGet(this::open);
            GetRecordsResponse response = streams.getRecords(request -> request.shardIterator(position));
            iterator = Optional.ofNullable(response.nextShardIterator());
            ended = iterator.isEmpty();
            if (!response.records().isEmpty()) {
                lastSequence =
                        Optional.of(response.records().getLast().dynamodb().sequenceNumber());
            }
            return response.records();
        } catch (ExpiredIteratorException e) {
            // Iterators live for minutes; the next read opens one at the same place.
            iterator = Optional.empty();
            return List.of();
        } catch (TrimmedDataAccessException e) {
            LOG.error(
                    "Changes were lost: shard {} of {} was not read for a day after {}. Going on with the oldest record kept.",
                    shardId,
                    streamArn,
                    lastSequence.orElse("its beginning"));
            iterator = Optional.empty();
            lastSequence = Optional.empty();
            return List.of();
        } catch (ResourceNotFoundException e) {
            LOG.info("Shard {} of {} is gone; all its records are older than a day.", shardId, streamArn);
            ended = true;
            return List.of();
        }
    }

    private String open() {
        GetShardIteratorRequest.Builder request =
                GetShardIteratorRequest.builder().streamArn(streamArn).shardId(shardId);
        lastSequence.ifPresentOrElse(
                sequence -> request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                        .sequenceNumber(sequence),
                () -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
        return streams.getShardIterator(request.build()).shardIterator();
    }
}

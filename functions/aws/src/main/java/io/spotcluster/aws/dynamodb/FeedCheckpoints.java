package io.spotcluster.aws.dynamodb;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Up to where the reader of a table's feed has handled each shard, kept as one item per shard. */
final class FeedCheckpoints {
    private final Tables tables;
    private final TableDefinition table;
    private final Clock clock;

    FeedCheckpoints(Tables tables, TableDefinition table, Clock clock) {
        this.tables = tables;
        this.table = table;
        this.clock = clock;
    }

    /** The sequence number of the last record that was handled. */
    Optional<String> find(String shardId) {
        return tables.get(DynamoLayout.CHECKPOINTS, key(shardId))
                .map(item -> item.body().asUtf8());
    }

    /** @param handled sequence numbers by shard */
    void save(Map<String, String> handled) {
        Optional<Instant> expires = Optional.of(clock.instant().plus(DynamoLayout.CHECKPOINT_LIFETIME));
        List<Write> writes = handled.entrySet().stream()
                .<Write>map(entry -> new Write.Put(
                        DynamoLayout.CHECKPOINTS,
                        Item.hint(key(entry.getKey()), 0, expires, Bytes.utf8(entry.getValue())),
                        Condition.always()))
                .toList();
        tables.writeHints(writes);
    }

    private Key key(String shardId) {
        return new Key(table.name(), shardId);
    }
}

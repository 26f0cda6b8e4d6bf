package io.spotcluster.aws.dynamodb;

import io.spotcluster.ports.table.TableDefinition;
import java.time.Duration;

/**
 * How items stand in DynamoDB, in one place for the adapter and for the deployment: attribute names, condition strings,
 * limits. docs/reference/dynamodb-layout.md explains them.
 */
public final class DynamoLayout {
    /** The partition key, a string. */
    public static final String PARTITION = "pk";

    /** The sort key, a string. */
    public static final String SORT = "sk";

    /** The item's version, a number. */
    public static final String VERSION = "version";

    /** The name of the write that made the item, a string; hints have none. */
    public static final String NONCE = "nonce";

    /** When the item ceases to exist, a number: seconds since 1970. DynamoDB's time to live goes by it. */
    public static final String EXPIRES = "expires";

    /** The content: a string where it is JSON text, so that people can read it in a console; binary otherwise. */
    public static final String BODY = "body";

    /** Up to where each shard of each stream was handled. Needed only where feeds are read by a process, not by Lambda. */
    public static final TableDefinition CHECKPOINTS = TableDefinition.withoutFeed("feed-checkpoints");

    // Names that stand for values in the expressions below.
    static final String PARTITION_VALUE = ":pk";
    static final String FROM_VALUE = ":from";
    static final String TO_VALUE = ":to";
    static final String VERSION_VALUE = ":version";
    static final String NOW_VALUE = ":now";

    /** The item is there and has not expired. A comparison with a missing attribute is false. */
    static final String LIVE = "(attribute_not_exists(expires) OR expires > :now)";

    static final String ABSENT = "(attribute_not_exists(pk) OR expires <= :now)";
    static final String VERSION_IS = "version = :version AND " + LIVE;
    static final String VERSION_AT_MOST = "version <= :version OR " + ABSENT;

    static final String WHOLE_PARTITION = "pk = :pk";
    static final String FROM = "pk = :pk AND sk >= :from";
    static final String BEFORE = "pk = :pk AND sk < :to";

    /** Includes its end, which DynamoDB cannot leave out; {@link KeyRange} does. */
    static final String BETWEEN = "pk = :pk AND sk BETWEEN :from AND :to";

    /** Keys that one BatchGetItem takes. */
    static final int KEYS_IN_A_BATCH = 100;

    /** Writes that one BatchWriteItem takes. */
    static final int WRITES_IN_A_BATCH = 25;

    /** Calls that one method has under way at once. */
    static final int CALLS_AT_ONCE = 8;

    /**
     * How long a checkpoint is kept after its last renewal. A shard is written to for a few hours and readable for a day
     * more, so the checkpoint outlives it.
     */
    static final Duration CHECKPOINT_LIFETIME = Duration.ofDays(3);

    /** Who removes expired items, as a stream record names it. */
    static final String EXPIRY_PRINCIPAL = "dynamodb.amazonaws.com";

    private DynamoLayout() {}
}

package io.spotcluster.ports.table;

import io.spotcluster.ports.StoreException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The limits of items, those of DynamoDB. Every adapter checks each write and read against them first, so that what is
 * accepted on a laptop is accepted on AWS.
 */
public final class TableLimits {
    /** Bytes of UTF-8. */
    public static final int PARTITION_KEY = 2048;
    /** Bytes of UTF-8. */
    public static final int SORT_KEY = 1024;
    /** Bytes of UTF-8. */
    public static final int NONCE = 256;

    private TableLimits() {}

    /** @throws StoreException.Refused when the write can never succeed */
    public static void check(Write write) {
        check(write.table(), write.key());
        switch (write) {
            case Write.Put(TableDefinition table, Item item, Condition _) -> check(table, item);
            case Write.Delete _ -> {}
        }
    }

    /** @throws StoreException.Refused when there can be no item under the key */
    public static void check(TableDefinition table, Key key) {
        checkPartition(table, key.partition());
        checkText(table, "sort key", key.sort(), SORT_KEY);
    }

    /** @throws StoreException.Refused when there can be no such partition */
    public static void checkPartition(TableDefinition table, String partition) {
        checkText(table, "partition key", partition, PARTITION_KEY);
    }

    private static void check(TableDefinition table, Item item) {
        checkText(table, "nonce", item.nonce(), NONCE);
        if (item.body().length() > Item.MAXIMUM_BODY) {
            throw new StoreException.Refused("table %s: the item %s has a body of %d bytes, at most %d are possible"
                    .formatted(table.name(), item.key(), item.body().length(), Item.MAXIMUM_BODY));
        }
    }

    private static void checkText(TableDefinition table, String what, String text, int limit) {
        int length = utf8Length(table, what, text);
        if (length > limit) {
            throw new StoreException.Refused("table %s: the %s '%s…' has %d bytes of UTF-8, at most %d are possible"
                    .formatted(table.name(), what, text.substring(0, 40), length, limit));
        }
    }

    private static int utf8Length(TableDefinition table, String what, String text) {
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(text))
                    .remaining();
        } catch (CharacterCodingException e) {
            throw new StoreException.Refused(
                    "table %s: the %s '%s' has half of a surrogate pair, which has no UTF-8"
                            .formatted(table.name(), what, text),
                    e);
        }
    }
}

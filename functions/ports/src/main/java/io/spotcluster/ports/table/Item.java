package io.spotcluster.ports.table;

import io.spotcluster.base.Bytes;
import java.time.Instant;
import java.util.Optional;

/**
 * One item of a table.
 *
 * @param version of a truth: 1 when it is inserted, one more with each write. Of a hint: the version of the truth that
 *     made it
 * @param nonce names the write that made the item: a writer that lost its condition looks here for its own earlier try.
 *     Empty for hints
 * @param expires when the item ceases to exist for every reader (whole seconds are enough; adapters round up); never, if
 *     absent
 * @param body the item's own content, at most {@link #MAXIMUM_BODY} bytes
 */
public record Item(Key key, long version, String nonce, Optional<Instant> expires, Bytes body) {
    /** DynamoDB's limit is 400 KiB for the whole item; the rest is left for keys and attribute names. */
    public static final int MAXIMUM_BODY = 390 * 1024;

    /** A hint without content. */
    public static Item hint(Key key, long version, Optional<Instant> expires) {
        return new Item(key, version, "", expires, Bytes.EMPTY);
    }

    public static Item hint(Key key, long version, Optional<Instant> expires, Bytes body) {
        return new Item(key, version, "", expires, body);
    }
}

package io.spotcluster.ports.table;

import java.util.Optional;

/**
 * A range of one partition, in ascending order of the sort key.
 *
 * @param from the first sort key, inclusive; from the start of the partition, if absent
 * @param to the sort key before which the range ends, exclusive; to the end of the partition, if absent
 * @param limit how many items a page has at most; at least 1
 * @param cursor of the page before; the first page, if absent. A cursor stays good when items come and go. Any other text
 *     gives some page of this same range (cursors travel through clients)
 */
public record Query(String partition, Optional<String> from, Optional<String> to, int limit, Optional<String> cursor) {
    public Query {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ", at least 1 was expected");
        }
    }

    public static Query all(String partition, int limit) {
        return new Query(partition, Optional.empty(), Optional.empty(), limit, Optional.empty());
    }

    /** Every sort key that starts with {@code prefix}. */
    public static Query prefix(String partition, String prefix, int limit) {
        return new Query(
                partition,
                Optional.of(prefix),
                Optional.of(prefix + Character.toString(Character.MAX_CODE_POINT)),
                limit,
                Optional.empty());
    }

    public static Query range(String partition, String from, String to, int limit) {
        return new Query(partition, Optional.of(from), Optional.of(to), limit, Optional.empty());
    }

    public Query after(Optional<String> newCursor) {
        return new Query(partition, from, to, limit, newCursor);
    }
}

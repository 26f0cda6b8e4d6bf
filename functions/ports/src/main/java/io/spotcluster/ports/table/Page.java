package io.spotcluster.ports.table;

import java.util.List;
import java.util.Optional;

/**
 * A page of a query.
 *
 * @param items in ascending order of the sort key; may be fewer than the limit, even none, while {@code cursor} is present
 *     (a page ends at 1 MB, and expired items are left out after counting)
 * @param cursor where the next page starts; absent at the end of the range
 */
public record Page(List<Item> items, Optional<String> cursor) {
    public Page {
        items = List.copyOf(items);
    }
}

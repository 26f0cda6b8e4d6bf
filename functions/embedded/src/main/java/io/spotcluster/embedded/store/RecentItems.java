package io.spotcluster.embedded.store;

import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The items that were written last, as the file has them: most reads are of what was written a moment ago. Only the writer
 * adds. It takes an item away before the commit that changes it, and adds the new one after it, so that nobody finds here
 * what the file does not say any more.
 */
final class RecentItems {
    private static final long LARGEST = 4L * 1024 * 1024;

    /** What an entry takes beside its body and keys, about. */
    private static final int ENTRY_BYTES = 400;

    /** The place of an item. */
    record Place(String table, Key key) {}

    /** What stands at a place: nothing, if it was deleted. */
    record Known(Optional<Item> item) {
        private long bytes(Place place) {
            return ENTRY_BYTES
                    + 2L * (place.key.partition().length() + place.key.sort().length())
                    + item.map(present -> present.body().length()).orElse(0);
        }
    }

    private final Map<Place, Known> known = new LinkedHashMap<>(1024, 0.75f, true);
    private long bytes;

    synchronized Optional<Known> find(Place place) {
        return Optional.ofNullable(known.get(place));
    }

    synchronized void remove(Place place) {
        Known old = known.remove(place);
        bytes -= old == null ? 0 : old.bytes(place);
    }

    /** After the commit, with places that were removed before it. */
    synchronized void add(Map<Place, Known> written) {
        written.forEach((place, item) -> {
            known.put(place, item);
            bytes += item.bytes(place);
        });
        Iterator<Map.Entry<Place, Known>> oldest = known.entrySet().iterator();
        while (bytes > LARGEST && oldest.hasNext()) {
            Map.Entry<Place, Known> entry = oldest.next();
            bytes -= entry.getValue().bytes(entry.getKey());
            oldest.remove();
        }
    }
}

package io.spotcluster.ports.fault;

import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.SortKeyOrder;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.TableReads;
import io.spotcluster.ports.table.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntUnaryOperator;

/**
 * What items were before their last writes, for reads that may lag. An item that has expired is not shown any more; whether
 * an image of it would have expired by now is not looked at.
 */
final class Past {
    /** How many images of an item are kept, the present one among them. */
    private static final int KEPT = 6;

    private record Partition(String table, String name) {}

    private final TableReads present;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Partition, Map<String, List<Optional<Item>>>> images = new HashMap<>();

    Past(TableReads present) {
        this.present = present;
    }

    /** To be called right before a write, whose outcome {@link #written} is told of. */
    void writing(Write write) {
        lock.lock();
        try {
            imagesOf(write).computeIfAbsent(write.key().sort(), _ -> {
                List<Optional<Item>> first = new ArrayList<>();
                first.add(present.get(write.table(), write.key()));
                return first;
            });
        } finally {
            lock.unlock();
        }
    }

    void written(Write write) {
        lock.lock();
        try {
            List<Optional<Item>> known =
                    imagesOf(write).computeIfAbsent(write.key().sort(), _ -> new ArrayList<>());
            known.add(
                    switch (write) {
                        case Write.Put put -> Optional.of(put.item());
                        case Write.Delete _ -> Optional.empty();
                    });
            if (known.size() > KEPT) {
                known.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    private Map<String, List<Optional<Item>>> imagesOf(Write write) {
        return imagesOf(write.table(), write.key().partition());
    }

    private Map<String, List<Optional<Item>>> imagesOf(TableDefinition table, String partition) {
        return images.computeIfAbsent(
                new Partition(table.name(), partition), _ -> new TreeMap<>(SortKeyOrder.INSTANCE));
    }

    /** The item as it was {@code writes} writes ago, or as far back as is known. */
    Optional<Item> get(TableDefinition table, Key key, int writes) {
        Optional<Item> now = present.get(table, key);
        lock.lock();
        try {
            return Optional.ofNullable(imagesOf(table, key.partition()).get(key.sort()))
                    .map(known -> image(known, now, writes))
                    .orElse(now);
        } finally {
            lock.unlock();
        }
    }

    private static Optional<Item> image(List<Optional<Item>> known, Optional<Item> now, int writes) {
        boolean expired = now.isEmpty() && known.getLast().isPresent();
        return expired ? now : known.get(Math.max(0, known.size() - 1 - writes));
    }

    /**
     * The page, each item of it as it was some writes ago; items that were taken away since are there once more, and new ones
     * are not.
     *
     * @param less chooses by how much an item lags less than {@code writes}
     */
    Page query(TableDefinition table, Query query, int writes, IntUnaryOperator less) {
        Page page = present.query(table, query);
        Map<String, Item> shown = new TreeMap<>(SortKeyOrder.INSTANCE);
        page.items().forEach(item -> shown.put(item.key().sort(), item));
        lock.lock();
        try {
            imagesOf(table, query.partition()).forEach((sort, known) -> {
                if (isWithin(sort, query, page)) {
                    image(known, Optional.ofNullable(shown.get(sort)), writes - less.applyAsInt(writes + 1))
                            .ifPresentOrElse(item -> shown.put(sort, item), () -> shown.remove(sort));
                }
            });
        } finally {
            lock.unlock();
        }
        List<Item> items = shown.values().stream()
                .sorted(Comparator.comparing(item -> item.key().sort(), SortKeyOrder.INSTANCE))
                .limit(query.limit())
                .toList();
        return new Page(items, page.cursor());
    }

    /** Does the sort key stand in the part of the range that the page is about? */
    private static boolean isWithin(String sort, Query query, Page page) {
        boolean afterStart = query.cursor().isEmpty()
                ? query.from().filter(from -> isBefore(sort, from)).isEmpty()
                : !page.items().isEmpty()
                        && !isBefore(sort, page.items().getFirst().key().sort());
        boolean beforeEnd = page.cursor().isEmpty()
                ? query.to().filter(to -> !isBefore(sort, to)).isEmpty()
                : !page.items().isEmpty()
                        && !isBefore(page.items().getLast().key().sort(), sort);
        return afterStart && beforeEnd;
    }

    private static boolean isBefore(String sort, String other) {
        return SortKeyOrder.INSTANCE.compare(sort, other) < 0;
    }
}

package io.spotcluster.bench.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/** Two maps, items and feed; each batch is one {@code commit} and one {@code sync}. */
final class MvStoreEngine implements Engine {

    private static final int COMPACT_EVERY = 100;

    private final MVStore store;
    private final MVMap<String, byte[]> items;
    private final MVMap<Long, byte[]> feed;
    private long sequence;
    private long commits;

    MvStoreEngine(Path folder) {
        store = new MVStore.Builder()
                .fileName(folder.resolve("store.mv").toString())
                .cacheSize(16)
                .autoCommitDisabled()
                .open();
        // Each commit is synced, so superseded chunks may go at once; without this the file grows to 20 times its content.
        store.setRetentionTime(0);
        items = store.openMap(
                "items",
                new MVMap.Builder<String, byte[]>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
        feed = store.openMap(
                "feed",
                new MVMap.Builder<Long, byte[]>()
                        .keyType(LongDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
        Long last = feed.lastKey();
        sequence = last == null ? 0 : last;
    }

    private static String key(String partition, String sort) {
        return partition + '\0' + sort;
    }

    @Override
    public boolean[] apply(List<Write> batch) {
        boolean[] held = new boolean[batch.size()];
        for (int i = 0; i < held.length; i++) {
            Write write = batch.get(i);
            String key = key(write.partition(), write.sort());
            byte[] old = items.get(key);
            long version = old == null ? 0 : ByteBuffer.wrap(old).getLong();
            held[i] = version == write.expected();
            if (held[i]) {
                byte[] value = ByteBuffer.allocate(8 + write.data().length)
                        .putLong(version + 1)
                        .put(write.data())
                        .array();
                items.put(key, value);
                byte[] keyBytes = key.getBytes(UTF_8);
                int oldLength = old == null ? 0 : old.length;
                feed.append(
                        ++sequence,
                        ByteBuffer.allocate(8 + keyBytes.length + oldLength + value.length)
                                .putInt(keyBytes.length)
                                .put(keyBytes)
                                .putInt(oldLength)
                                .put(old == null ? new byte[0] : old)
                                .put(value)
                                .array());
            }
        }
        store.commit();
        store.sync();
        if (++commits % COMPACT_EVERY == 0) {
            store.compact(50, 4 << 20);
        }
        return held;
    }

    @Override
    public Item get(String partition, String sort) {
        byte[] value = items.get(key(partition, sort));
        return value == null ? null : item(sort, value);
    }

    private static Item item(String sort, byte[] value) {
        return new Item(sort, ByteBuffer.wrap(value).getLong(), Arrays.copyOfRange(value, 8, value.length));
    }

    @Override
    public List<Item> range(String partition, String fromSort, int limit) {
        List<Item> found = new ArrayList<>(limit);
        String prefix = partition + '\0';
        Cursor<String, byte[]> cursor = items.cursor(key(partition, fromSort));
        while (cursor.hasNext() && found.size() < limit) {
            String key = cursor.next();
            if (!key.startsWith(prefix)) {
                break;
            }
            found.add(item(key.substring(prefix.length()), cursor.getValue()));
        }
        return found;
    }

    @Override
    public List<FeedRecord> feed(long after, int limit) {
        List<FeedRecord> records = new ArrayList<>(limit);
        Cursor<Long, byte[]> cursor = feed.cursor(after + 1);
        while (cursor.hasNext() && records.size() < limit) {
            long number = cursor.next();
            ByteBuffer value = ByteBuffer.wrap(cursor.getValue());
            byte[] key = new byte[value.getInt()];
            value.get(key);
            byte[] old = new byte[value.getInt()];
            value.get(old);
            String[] parts = new String(key, UTF_8).split("\0");
            records.add(new FeedRecord(number, parts[0], parts[1], value.getLong()));
        }
        return records;
    }

    @Override
    public void trimFeed(long upTo) {
        for (Long first = feed.firstKey(); first != null && first <= upTo; first = feed.firstKey()) {
            feed.remove(first);
        }
    }

    @Override
    public void close() {
        store.commit();
        store.close();
    }
}

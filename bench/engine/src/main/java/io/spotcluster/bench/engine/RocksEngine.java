package io.spotcluster.bench.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Two column families, items and feed, written with one synced {@code WriteBatch}. */
final class RocksEngine implements Engine {

    static {
        RocksDB.loadLibrary();
    }

    private final RocksDB db;
    private final ColumnFamilyHandle items;
    private final ColumnFamilyHandle feed;
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final WriteOptions unsynced = new WriteOptions();
    private long sequence;

    RocksEngine(Path folder) throws RocksDBException {
        var cache = new LRUCache(16 << 20);
        var options = new ColumnFamilyOptions()
                .setWriteBufferSize(8 << 20)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(
                        new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(new BloomFilter(10)));
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        db = RocksDB.open(
                new DBOptions()
                        .setCreateIfMissing(true)
                        .setCreateMissingColumnFamilies(true)
                        .setMaxTotalWalSize(32 << 20)
                        .setKeepLogFileNum(2),
                folder.toString(),
                List.of(
                        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options),
                        new ColumnFamilyDescriptor("feed".getBytes(UTF_8), options)),
                handles);
        items = handles.get(0);
        feed = handles.get(1);
        try (RocksIterator last = db.newIterator(feed)) {
            last.seekToLast();
            sequence = last.isValid() ? ByteBuffer.wrap(last.key()).getLong() : 0;
        }
    }

    private static byte[] key(String partition, String sort) {
        return (partition + '\0' + sort).getBytes(UTF_8);
    }

    private static byte[] key(long sequence) {
        return ByteBuffer.allocate(8).putLong(sequence).array();
    }

    @Override
    public boolean[] apply(List<Write> batch) throws RocksDBException {
        boolean[] held = new boolean[batch.size()];
        Map<ByteBuffer, byte[]> own = new HashMap<>();
        try (WriteBatch writes = new WriteBatch()) {
            for (int i = 0; i < held.length; i++) {
                Write write = batch.get(i);
                byte[] key = key(write.partition(), write.sort());
                byte[] old = own.get(ByteBuffer.wrap(key));
                if (old == null) {
                    old = db.get(items, key);
                }
                long version = old == null ? 0 : ByteBuffer.wrap(old).getLong();
                held[i] = version == write.expected();
                if (held[i]) {
                    byte[] value = ByteBuffer.allocate(8 + write.data().length)
                            .putLong(version + 1)
                            .put(write.data())
                            .array();
                    own.put(ByteBuffer.wrap(key), value);
                    writes.put(items, key, value);
                    int oldLength = old == null ? 0 : old.length;
                    writes.put(
                            feed,
                            key(++sequence),
                            ByteBuffer.allocate(8 + key.length + oldLength + value.length)
                                    .putInt(key.length)
                                    .put(key)
                                    .putInt(oldLength)
                                    .put(old == null ? new byte[0] : old)
                                    .put(value)
                                    .array());
                }
            }
            db.write(synced, writes);
        }
        return held;
    }

    @Override
    public Item get(String partition, String sort) throws RocksDBException {
        byte[] value = db.get(items, key(partition, sort));
        return value == null ? null : item(sort, value);
    }

    private static Item item(String sort, byte[] value) {
        return new Item(sort, ByteBuffer.wrap(value).getLong(), Arrays.copyOfRange(value, 8, value.length));
    }

    @Override
    public List<Item> range(String partition, String fromSort, int limit) {
        List<Item> found = new ArrayList<>(limit);
        String prefix = partition + '\0';
        try (RocksIterator iterator = db.newIterator(items)) {
            for (iterator.seek(key(partition, fromSort));
                    iterator.isValid() && found.size() < limit;
                    iterator.next()) {
                String key = new String(iterator.key(), UTF_8);
                if (!key.startsWith(prefix)) {
                    break;
                }
                found.add(item(key.substring(prefix.length()), iterator.value()));
            }
        }
        return found;
    }

    @Override
    public List<FeedRecord> feed(long after, int limit) {
        List<FeedRecord> records = new ArrayList<>(limit);
        try (RocksIterator iterator = db.newIterator(feed)) {
            for (iterator.seek(key(after + 1)); iterator.isValid() && records.size() < limit; iterator.next()) {
                ByteBuffer value = ByteBuffer.wrap(iterator.value());
                byte[] key = new byte[value.getInt()];
                value.get(key);
                byte[] old = new byte[value.getInt()];
                value.get(old);
                String[] parts = new String(key, UTF_8).split("\0");
                records.add(
                        new FeedRecord(ByteBuffer.wrap(iterator.key()).getLong(), parts[0], parts[1], value.getLong()));
            }
        }
        return records;
    }

    @Override
    public void trimFeed(long upTo) throws RocksDBException {
        db.deleteRange(feed, unsynced, key(0), key(upTo + 1));
    }

    @Override
    public void close() {
        items.close();
        feed.close();
        db.close();
    }
}

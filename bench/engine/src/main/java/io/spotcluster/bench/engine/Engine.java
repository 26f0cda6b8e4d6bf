package io.spotcluster.bench.engine;

import java.nio.file.Path;
import java.util.List;

/** What the embedded {@code Table} adapter needs of a storage engine, cut down to what is measured. */
interface Engine extends AutoCloseable {

    /**
     * Checks each write's condition, applies those that hold, appends one feed record (old and new image) for each of
     * them, and returns after one flush. Called by one thread only.
     *
     * @return for each write, whether its condition held
     */
    boolean[] apply(List<Write> batch) throws Exception;

    /** The item with its version, or null. */
    Item get(String partition, String sort) throws Exception;

    /** Items of the partition from the given sort key on, at most {@code limit}. */
    List<Item> range(String partition, String fromSort, int limit) throws Exception;

    /** Feed records after the given sequence number, oldest first. */
    List<FeedRecord> feed(long after, int limit) throws Exception;

    /** Drops the feed records up to and including the given sequence number; durable with the next batch. */
    void trimFeed(long upTo) throws Exception;

    @Override
    void close() throws Exception;

    /** Set {@code version} to {@code expected + 1} if the item is at {@code expected}; 0 means absent. */
    record Write(String partition, String sort, long expected, byte[] data) {}

    record Item(String sort, long version, byte[] data) {}

    record FeedRecord(long sequence, String partition, String sort, long version) {}

    static Engine open(String name, Path folder) throws Exception {
        return switch (name) {
            case "sqlite" -> new SqliteEngine(folder, true);
            case "sqlite-rowid" -> new SqliteEngine(folder, false);
            case "rocksdb" -> new RocksEngine(folder);
            case "mvstore" -> new MvStoreEngine(folder);
            default -> throw new IllegalArgumentException("No such engine: " + name);
        };
    }
}

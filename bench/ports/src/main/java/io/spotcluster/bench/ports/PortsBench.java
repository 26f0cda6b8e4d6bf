package io.spotcluster.bench.ports;

import io.spotcluster.base.Bytes;
import io.spotcluster.embedded.store.EmbeddedStore;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/**
 * Measures {@link io.spotcluster.embedded.store.EmbeddedTables} on a folder that it makes: durable conditional writes,
 * reads, ranges, the feed. Prints a Markdown table.
 */
public final class PortsBench {
    private static final TableDefinition TASKS = TableDefinition.withFeed("tasks", "status");
    private static final TableDefinition HINTS = TableDefinition.withoutFeed("hints");
    private static final int PARTITIONS = 2_000;
    private static final int ITEMS_EACH = 50;
    private static final int BODY = 600;

    /** One thing that is done over and over. */
    @FunctionalInterface
    private interface Work {
        void run(int thread, long round);
    }

    private final Tables tables;
    private final Duration time;

    private PortsBench(Tables tables, Duration time) {
        this.tables = tables;
        this.time = time;
    }

    /** Arguments: an empty folder on a disk; how many seconds each measurement takes (default 5). */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Path folder = Path.of(arguments[0]);
        Duration time = Duration.ofSeconds(arguments.length > 1 ? Long.parseLong(arguments[1]) : 5);
        long start = System.nanoTime();
        try (EmbeddedStore store = EmbeddedStore.open(folder, Clock.systemUTC())) {
            double openMillis = (System.nanoTime() - start) / 1e6;
            System.out.println("| | rate [1/s] | p50 [ms] | p99 [ms] | CPU [µs each] |");
            System.out.println("| --- | ---: | ---: | ---: | ---: |");
            new PortsBench(store.tables(), time).run();
            System.out.printf("%nopened in %.0f ms (class loading included)%n", openMillis);
        }
    }

    private void run() throws InterruptedException, ExecutionException {
        load();
        measure("warm-up, not to be quoted", 8, (thread, round) -> writeTruth(thread, round, 0));
        drain();
        for (int threads : List.of(1, 8, 32)) {
            int base = threads * 1000;
            measure(
                    "durable conditional write, with its feed record, %d threads".formatted(threads),
                    threads,
                    (thread, round) -> writeTruth(base + thread, round, 0));
            drain();
        }
        for (int threads : List.of(1, 8, 32)) {
            int base = threads * 1_000_000;
            measure(
                    "… truth and 2 hints, %d threads".formatted(threads),
                    threads,
                    (thread, round) -> writeTruth(base + thread, round, 2));
            drain();
        }
        for (int threads : List.of(1, 8)) {
            measure("get, %d threads".formatted(threads), threads, (_, _) -> get());
            measure("range of 25, %d threads".formatted(threads), threads, (_, _) -> range());
        }
        feed();
    }

    private void load() {
        Random random = new Random(1);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<Write> writes = new ArrayList<>();
            for (int sort = 0; sort < ITEMS_EACH; sort++) {
                byte[] body = new byte[BODY];
                random.nextBytes(body);
                Item item = Item.hint(key(partition, sort), 1, expires(), Bytes.wrap(body));
                writes.add(new Write.Put(HINTS, item, Condition.always()));
            }
            tables.writeHints(writes);
        }
    }

    private static Key key(int partition, int sort) {
        return new Key("partition-%06d".formatted(partition), "sort-%04d".formatted(sort));
    }

    private static Optional<Instant> expires() {
        return Optional.of(Instant.now().plus(Duration.ofDays(30)));
    }

    /** A task's status: inserted, then replaced three times; each on the version before. */
    private void writeTruth(int thread, long round, int hints) {
        String task = "task-%d-%d".formatted(thread, round / 4);
        long version = round % 4;
        Item truth =
                new Item(new Key(task, "status"), version + 1, "nonce-" + round, expires(), Bytes.wrap(new byte[BODY]));
        Condition condition = version == 0 ? Condition.absent() : Condition.versionIs(version);
        List<Write> follow = new ArrayList<>();
        for (int i = 0; i < hints; i++) {
            Item hint = Item.hint(new Key("queue-" + i, task), version, expires());
            follow.add(new Write.Put(HINTS, hint, Condition.always()));
        }
        if (!tables.write(new Write.Put(TASKS, truth, condition), follow).written()) {
            throw new IllegalStateException("lost " + task);
        }
    }

    private void get() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (tables.get(HINTS, key(random.nextInt(PARTITIONS), random.nextInt(ITEMS_EACH)))
                .isEmpty()) {
            throw new IllegalStateException("lost an item");
        }
    }

    private void range() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Query query = Query.range("partition-%06d".formatted(random.nextInt(PARTITIONS)), "sort-0010", "sort-9", 25);
        if (tables.query(HINTS, query).items().size() != 25) {
            throw new IllegalStateException("lost items");
        }
    }

    private void feed() throws InterruptedException, ExecutionException {
        measure("(filling the feed)", 32, (thread, round) -> writeTruth(5000 + thread, round, 0));
        long cpu = cpuNanos();
        long start = System.nanoTime();
        long records = drain();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "| feed, read and acknowledged in pages of 100 | %,.0f | | | %.0f |%n",
                records / seconds, (cpuNanos() - cpu) / 1e3 / records);
    }

    private long drain() {
        ChangeFeed feed = tables.feed(TASKS);
        long records = 0;
        for (List<Change> changes = feed.read(100, Duration.ZERO);
                !changes.isEmpty();
                changes = feed.read(100, Duration.ZERO)) {
            feed.acknowledge(changes.getLast());
            records += changes.size();
        }
        return records;
    }

    private void measure(String name, int threads, Work work) throws InterruptedException, ExecutionException {
        long cpu = cpuNanos();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        List<Future<long[]>> futures = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                futures.add(executor.submit(() -> latencies(number, end, work)));
            }
        }
        long elapsed = System.nanoTime() - start;
        LongStream all = LongStream.empty();
        for (Future<long[]> future : futures) {
            all = LongStream.concat(all, Arrays.stream(future.get()));
        }
        long[] sorted = all.sorted().toArray();
        System.out.printf(
                "| %s | %,.0f | %.2f | %.2f | %.0f |%n",
                name,
                sorted.length / (elapsed / 1e9),
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                (cpuNanos() - cpu) / 1e3 / sorted.length);
    }

    private static long[] latencies(int thread, long end, Work work) {
        long[] latencies = new long[1024];
        int count = 0;
        for (long now = System.nanoTime(); now < end; ) {
            work.run(thread, count);
            long after = System.nanoTime();
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, count * 2);
            }
            latencies[count++] = after - now;
            now = after;
        }
        return Arrays.copyOf(latencies, count);
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }
}

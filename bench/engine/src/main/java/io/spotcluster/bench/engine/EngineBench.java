package io.spotcluster.bench.engine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Measures the engines side by side, each phase in a JVM of its own on a copy of the same store, the engines taking
 * turns within a round, and prints medians over the rounds.
 */
public final class EngineBench {

    private static final List<String> FLAGS =
            List.of("-Xmx128m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");
    private static final long SECONDS = 2;
    private static final int PACED_WRITES_PER_SECOND = 500;

    private EngineBench() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "all" ->
                all(Integer.parseInt(arguments[1]), List.of(arguments).subList(2, arguments.length));
            case "load" -> {
                try (Engine engine = Engine.open(arguments[1], Path.of(arguments[2]))) {
                    Data.load(engine);
                }
            }
            case "open" -> open(arguments[1], Path.of(arguments[2]));
            case "work" -> work(arguments[1], Path.of(arguments[2]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void all(int rounds, List<String> engines) throws Exception {
        Path scratch = Files.createTempDirectory(Path.of("").toAbsolutePath(), "engine-bench-");
        Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();
        for (String engine : engines) {
            Path folder = Files.createDirectories(scratch.resolve(engine));
            long start = System.nanoTime();
            fork("load", engine, folder);
            note(figures, "load 200k items [s]", engine, (System.nanoTime() - start) / 1e9);
            note(figures, "size of the loaded store [MB]", engine, size(folder) / 1e6);
        }
        for (int round = 0; round < rounds; round++) {
            for (String engine : engines) {
                Path copy = scratch.resolve("copy");
                copy(scratch.resolve(engine), copy);
                for (String phase : List.of("open", "work")) {
                    fork(phase, engine, copy).forEach((name, value) -> note(figures, name, engine, value));
                }
                note(figures, "size after the work [MB]", engine, size(copy) / 1e6);
                delete(copy);
            }
        }
        delete(scratch);
        IO.println("| median of %d rounds | %s |".formatted(rounds, String.join(" | ", engines)));
        IO.println("| --- |" + " ---: |".repeat(engines.size()));
        figures.forEach((name, values) -> {
            StringBuilder row = new StringBuilder("| " + name + " |");
            for (String engine : engines) {
                double median = median(values.get(engine));
                row.append((median < 10 ? " %.2f |" : median < 100 ? " %.1f |" : " %,.0f |").formatted(median));
            }
            IO.println(row);
        });
    }

    private static void note(
            Map<String, Map<String, List<Double>>> figures, String name, String engine, double value) {
        figures.computeIfAbsent(name, _ -> new LinkedHashMap<>())
                .computeIfAbsent(engine, _ -> new ArrayList<>())
                .add(value);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    private static Map<String, Double> fork(String phase, String engine, Path folder) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EngineBench.class.getName()));
        command.addAll(List.of(phase, engine, folder.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Map<String, Double> figures = new LinkedHashMap<>();
        try (var lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("figure ")) {
                    int equals = line.lastIndexOf('=');
                    figures.put(line.substring(7, equals), Double.valueOf(line.substring(equals + 1)));
                } else {
                    System.err.println(engine + " " + phase + ": " + line);
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException(phase + " of " + engine + " ended with " + process.exitValue());
        }
        return figures;
    }

    private static void figure(String name, double value) {
        IO.println("figure " + name + "=" + value);
    }

    private static void open(String name, Path folder) throws Exception {
        double before = resident();
        long cpu = cpu();
        long start = System.nanoTime();
        try (Engine engine = Engine.open(name, folder)) {
            engine.get(Data.partition(7), Data.sort(7));
            figure("open and first read, new JVM [ms]", (System.nanoTime() - start) / 1e6);
            figure("open and first read, new JVM: CPU [ms]", (cpu() - cpu) / 1e6);
            figure("resident memory added by opening [MB]", resident() - before);
        }
    }

    private static void work(String name, Path folder) throws Exception {
        double before = resident() - heap();
        try (Engine engine = Engine.open(name, folder)) {
            int[] versions = new int[Data.ITEMS];
            Arrays.fill(versions, 1);
            try (GroupCommit commit = new GroupCommit(engine)) {
                write(null, commit, versions, 32);
                write("1 thread", commit, versions, 1);
                write("32 threads", commit, versions, 32);
                drainFeed(engine, commit);
                read("point reads", null, engine, false);
                read("point reads", "2 threads", engine, false);
                read("range reads of 25", null, engine, true);
                read("range reads of 25", "2 threads", engine, true);
                AtomicBoolean stop = new AtomicBoolean();
                Thread[] writers = paced(commit, versions, stop);
                read("range reads of 25", "2 threads, while writing %d/s".formatted(PACED_WRITES_PER_SECOND), engine, true);
                stop.set(true);
                for (Thread writer : writers) {
                    writer.join();
                }
                virtualThreads(engine);
            }
            figure("resident memory beyond the heap, added by the work [MB]", resident() - heap() - before);
        }
    }

    /** Each thread keeps to its own items, so it knows their versions; one write in 20 has a stale one and must fail. */
    private static void write(String name, GroupCommit commit, int[] versions, int threads) throws Exception {
        AtomicLong writes = new AtomicLong();
        AtomicInteger wrong = new AtomicInteger();
        long cpu = cpu();
        long bytes = bytesWritten();
        long start = System.nanoTime();
        long end = start + SECONDS * 1_000_000_000L;
        forEachThread(threads, number -> {
            Random random = new Random();
            while (System.nanoTime() < end) {
                int item = random.nextInt(Data.ITEMS / threads) * threads + number;
                boolean stale = random.nextInt(20) == 0;
                long expected = stale ? versions[item] + 1 : versions[item];
                boolean held = commit.submit(new Engine.Write(
                                Data.partition(item), Data.sort(item), expected, Data.json(random)))
                        .join();
                if (held == stale) {
                    wrong.incrementAndGet();
                }
                if (held) {
                    versions[item]++;
                }
                writes.incrementAndGet();
            }
        });
        if (wrong.get() > 0) {
            throw new IllegalStateException(wrong + " conditions were judged wrongly");
        }
        if (name != null) {
            double seconds = (System.nanoTime() - start) / 1e9;
            figure("durable writes, %s [1/s]".formatted(name), writes.get() / seconds);
            figure("durable writes, %s: CPU [us each]".formatted(name), (cpu() - cpu) / 1e3 / writes.get());
            figure("durable writes, %s: to disk [KB each]".formatted(name), (bytesWritten() - bytes) / 1e3 / writes.get());
        }
    }

    private static Thread[] paced(GroupCommit commit, int[] versions, AtomicBoolean stop) {
        int threads = 5;
        Thread[] writers = new Thread[threads];
        for (int number = 0; number < threads; number++) {
            int own = number;
            writers[number] = Thread.startVirtualThread(() -> {
                Random random = new Random();
                long next = System.nanoTime();
                while (!stop.get()) {
                    int item = random.nextInt(Data.ITEMS / threads) * threads + own;
                    if (commit.submit(new Engine.Write(
                                    Data.partition(item), Data.sort(item), versions[item], Data.json(random)))
                            .join()) {
                        versions[item]++;
                    }
                    next += 1_000_000_000L * threads / PACED_WRITES_PER_SECOND;
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            });
        }
        return writers;
    }

    private static void drainFeed(Engine engine, GroupCommit commit) throws Exception {
        long records = 0;
        long cpu = cpu();
        long start = System.nanoTime();
        long after = 0;
        for (var page = engine.feed(0, 100); !page.isEmpty(); page = engine.feed(after, 100)) {
            if (after != 0 && page.getFirst().sequence() != after + 1) {
                throw new IllegalStateException("The feed has a hole after " + after);
            }
            records += page.size();
            after = page.getLast().sequence();
            commit.trimFeed(after).join();
        }
        figure("feed read and trimmed in pages of 100 [records/s]", records / ((System.nanoTime() - start) / 1e9));
        figure("feed read and trimmed: CPU [us a record]", (cpu() - cpu) / 1e3 / records);
    }

    private static void read(String what, String how, Engine engine, boolean range) throws Exception {
        AtomicLong reads = new AtomicLong();
        long cpu = cpu();
        long start = System.nanoTime();
        long end = start + SECONDS * 1_000_000_000L / (how == null ? 2 : 1);
        List<long[]> times = new ArrayList<>();
        forEachThread(2, _ -> {
            long[] own = new long[400_000];
            int count = 0;
            Random random = new Random();
            for (long now = System.nanoTime(); now < end && count < own.length; ) {
                readOne(engine, range, random);
                long then = System.nanoTime();
                own[count++] = then - now;
                now = then;
            }
            reads.addAndGet(count);
            synchronized (times) {
                times.add(Arrays.copyOf(own, count));
            }
        });
        if (how != null) {
            double seconds = (System.nanoTime() - start) / 1e9;
            long[] sorted = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            figure("%s, %s [1/s]".formatted(what, how), reads.get() / seconds);
            figure("%s, %s: p99 [us]".formatted(what, how), sorted[(int) (sorted.length * 0.99)] / 1e3);
            if (!how.contains("writing")) {
                figure("%s, %s: CPU [us each]".formatted(what, how), (cpu() - cpu) / 1e3 / reads.get());
            }
        }
    }

    private static void readOne(Engine engine, boolean range, Random random) throws Exception {
        int item = random.nextInt(Data.ITEMS);
        if (range) {
            // From the partition's second priority on: always more than 25 items left.
            if (engine.range(Data.partition(item), "1", 25).size() != 25) {
                throw new IllegalStateException("A range is short");
            }
        } else if (engine.get(Data.partition(item), Data.sort(item)) == null) {
            throw new IllegalStateException("An item is missing");
        }
    }

    /** How late an unrelated virtual thread wakes while 64 others read about 3,200 ranges/s together. */
    private static void virtualThreads(Engine engine) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(64);
        for (int i = 0; i < 64; i++) {
            Thread.startVirtualThread(() -> {
                Random random = new Random();
                try {
                    while (!stop.get()) {
                        readOne(engine, true, random);
                        LockSupport.parkNanos(random.nextLong(40_000_000));
                    }
                } catch (Exception failure) {
                    failure.printStackTrace();
                } finally {
                    done.countDown();
                }
            });
        }
        List<Long> late = new ArrayList<>();
        Thread.startVirtualThread(() -> {
                    for (int i = 0; i < 300; i++) {
                        long due = System.nanoTime() + 1_000_000;
                        LockSupport.parkNanos(1_000_000);
                        late.add(System.nanoTime() - due);
                    }
                })
                .join();
        stop.set(true);
        done.await();
        late.sort(null);
        figure("a virtual thread wakes late, 64 others reading: p99 [ms]", late.get(297) / 1e6);
    }

    private interface Body {
        void run(int number) throws Exception;
    }

    private static void forEachThread(int threads, Body body) throws Exception {
        List<Exception> failures = new ArrayList<>();
        Thread[] all = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            int number = i;
            all[i] = Thread.ofPlatform().start(() -> {
                try {
                    body.run(number);
                } catch (Exception failure) {
                    synchronized (failures) {
                        failures.add(failure);
                    }
                }
            });
        }
        for (Thread thread : all) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long bytesWritten() throws IOException {
        return (long) proc("/proc/self/io", "write_bytes:");
    }

    private static double resident() throws IOException {
        return proc("/proc/self/status", "VmRSS:") * 1.024 / 1e3;
    }

    private static double heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() / 1e6;
    }

    private static double proc(String file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

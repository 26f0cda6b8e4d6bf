package io.spotcluster.bench.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Kills a writing process with SIGKILL, again and again on the same store, and checks after each kill that every
 * acknowledged write is there, that the feed has no hole, and that each write is there exactly with its feed record.
 */
public final class KillBench {

    private static final int THREADS = 8;
    private static final int ITEMS_EACH = 500;

    private KillBench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("write")) {
            write(arguments[1], Path.of(arguments[2]));
            return;
        }
        int kills = Integer.parseInt(arguments[0]);
        for (String name : List.of(arguments).subList(1, arguments.length)) {
            Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "engine-kill-");
            long acknowledged = 0;
            List<Double> opens = new ArrayList<>();
            List<String> faults = new ArrayList<>();
            for (int kill = 0; kill < kills && faults.isEmpty(); kill++) {
                Map<Integer, Integer> versions = new HashMap<>();
                acknowledged += writeAndKill(name, folder, versions);
                long start = System.nanoTime();
                try (Engine engine = Engine.open(name, folder)) {
                    engine.get(partition(0), sort(0));
                    opens.add((System.nanoTime() - start) / 1e6);
                    check(engine, versions, faults);
                } catch (Exception failure) {
                    faults.add(failure.toString());
                }
            }
            opens.sort(null);
            IO.println("| %s | %d kills | %,d acknowledged | %s | open after a kill: median %.0f ms, longest %.0f ms |"
                    .formatted(
                            name,
                            opens.size(),
                            acknowledged,
                            faults.isEmpty() ? "no fault" : faults.toString(),
                            opens.get(opens.size() / 2),
                            opens.getLast()));
            EngineBench.delete(folder);
        }
    }

    private static String partition(int item) {
        return "p" + item % 50;
    }

    private static String sort(int item) {
        return "item-%05d".formatted(item);
    }

    private static long writeAndKill(String name, Path folder, Map<Integer, Integer> versions) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillBench.class.getName(),
                        "write",
                        name,
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long acknowledged = 0;
        long killAt = Long.MAX_VALUE;
        try (var lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.split(" ") instanceof String[] parts && parts.length == 3 && parts[2].equals(".")) {
                    versions.put(Integer.valueOf(parts[0]), Integer.valueOf(parts[1]));
                    acknowledged++;
                }
                if (killAt == Long.MAX_VALUE) {
                    killAt = System.nanoTime() + new Random().nextInt(200, 900) * 1_000_000L;
                }
                if (System.nanoTime() > killAt) {
                    process.toHandle().destroyForcibly(); // SIGKILL, but what it had acknowledged can still be read
                    killAt = Long.MAX_VALUE - 1;
                }
            }
        }
        process.waitFor();
        return acknowledged;
    }

    private static void check(Engine engine, Map<Integer, Integer> versions, List<String> faults) throws Exception {
        versions.forEach((number, version) -> {
            try {
                Engine.Item item = engine.get(partition(number), sort(number));
                if (item == null || item.version() < version) {
                    faults.add("item %d: acknowledged %d, found %s".formatted(number, version, item));
                }
            } catch (Exception failure) {
                faults.add(failure.toString());
            }
        });
        Map<String, Long> last = new HashMap<>();
        long after = 0;
        for (var page = engine.feed(0, 1000); !page.isEmpty(); page = engine.feed(after, 1000)) {
            for (Engine.FeedRecord record : page) {
                if (after != 0 && record.sequence() != after + 1) {
                    faults.add("feed: %d follows %d".formatted(record.sequence(), after));
                }
                after = record.sequence();
                last.put(record.sort(), record.version());
            }
        }
        for (int number = 0; number < THREADS * ITEMS_EACH; number++) {
            Engine.Item item = engine.get(partition(number), sort(number));
            long inItem = item == null ? 0 : item.version();
            if (inItem != last.getOrDefault(sort(number), 0L)) {
                faults.add("item %d is at %d, its feed at %s".formatted(number, inItem, last.get(sort(number))));
            }
        }
    }

    private static void write(String name, Path folder) throws Exception {
        GroupCommit commit = new GroupCommit(Engine.open(name, folder));
        Engine reader = commit.engine();
        for (int thread = 0; thread < THREADS; thread++) {
            int own = thread;
            Thread.ofPlatform().start(() -> {
                Random random = new Random();
                try {
                    while (true) {
                        int number = own * ITEMS_EACH + random.nextInt(ITEMS_EACH);
                        Engine.Item item = reader.get(partition(number), sort(number));
                        long version = item == null ? 0 : item.version();
                        if (commit.submit(new Engine.Write(
                                        partition(number), sort(number), version, Data.json(random)))
                                .join()) {
                            String line = number + " " + (version + 1) + " .\n";
                            synchronized (KillBench.class) {
                                System.out.write(line.getBytes());
                                System.out.flush();
                            }
                        }
                    }
                } catch (Exception failure) {
                    failure.printStackTrace();
                    System.exit(1);
                }
            });
        }
    }
}

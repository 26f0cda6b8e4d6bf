package io.spotcluster.bench.queue;

import com.sun.management.OperatingSystemMXBean;
import io.spotcluster.base.Slug;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How creating and resolving a graph grows with its size; see the README in bench/graph. */
@Command(name = "graph", description = "Creation and resolution of task graphs, by their size.")
final class GraphBench implements Callable<Integer> {
    private static final String TASK_QUEUE = "bench/graph";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** A first run of this size, uncounted: the compiler is at work in it. */
    private static final int WARM_UP = 10_000;

    @Option(
            names = "--sizes",
            split = ",",
            description = "Default: ${DEFAULT-VALUE}.",
            defaultValue = "100,1000,10000,100000")
    private List<Integer> sizes = List.of();

    @Option(names = "--shapes", split = ",", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "LAYERS,RANDOM")
    private List<Graph.Shape> shapes = List.of();

    @Option(names = "--threads", description = "Callers at a time. Default: ${DEFAULT-VALUE}.", defaultValue = "16")
    private int threads;

    @Option(
            names = "--folder",
            description = "Where the store is; not on a tmpfs. Default: ${DEFAULT-VALUE}.",
            defaultValue = "bench/queue/target")
    private Path folder = Path.of("");

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(folder);
        System.out.printf(
                Locale.ROOT,
                "load average at the beginning: %.1f%n%-8s %8s %9s | %12s %12s | %12s %12s | %9s %11s%n",
                system.getSystemLoadAverage(),
                "shape",
                "tasks",
                "edges",
                "create ms",
                "CPU ms",
                "resolve ms",
                "CPU ms",
                "heap MB",
                "list ms");
        for (Graph.Shape shape : shapes) {
            run(shape, WARM_UP, false);
            for (int size : sizes) {
                run(shape, size, true);
            }
        }
        return 0;
    }

    private record Spent(double milliseconds, double cpu) {}

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private Spent time(int size, Work work) throws Exception {
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        work.run();
        return new Spent((System.nanoTime() - start) / 1e6 / size, (system.getProcessCpuTime() - cpu) / 1e6 / size);
    }

    private void run(Graph.Shape shape, int size, boolean told) throws Exception {
        Graph graph = shape.of(size);
        String group = Slug.nice();
        try (Cell cell = Cell.open(folder);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Client client = cell.client();
            Spent creation = time(size, () -> create(client, executor, graph, group));
            double listing = listing(client, group);
            Spent resolution = time(size, () -> {
                resolve(client, executor, size);
                cell.awaitResolved(group, PATIENCE);
            });
            if (told) {
                System.out.printf(
                        Locale.ROOT,
                        "%-8s %8d %9d | %12.3f %12.3f | %12.3f %12.3f | %9.0f %11.1f%n",
                        shape.name().toLowerCase(Locale.ROOT),
                        graph.size(),
                        graph.edges(),
                        creation.milliseconds(),
                        creation.cpu(),
                        resolution.milliseconds(),
                        resolution.cpu(),
                        heapAfterCollection(),
                        listing);
            }
        }
    }

    private void create(Client client, ExecutorService executor, Graph graph, String group)
            throws ExecutionException, InterruptedException {
        for (List<Graph.Node> wave : graph.waves()) {
            ConcurrentLinkedQueue<Graph.Node> left = new ConcurrentLinkedQueue<>(wave);
            atOnce(executor, () -> {
                for (Graph.Node node = left.poll(); node != null; node = left.poll()) {
                    client.call(client.create(node.taskId(), group, TASK_QUEUE, node.dependencies()));
                }
            });
        }
    }

    private void resolve(Client client, ExecutorService executor, int size)
            throws ExecutionException, InterruptedException {
        AtomicInteger left = new AtomicInteger(size);
        AtomicInteger workers = new AtomicInteger();
        atOnce(executor, () -> {
            String worker = "worker-" + workers.incrementAndGet();
            while (left.get() > 0) {
                List<Client.Claim> claims = client.claims(client.call(client.claimWork(TASK_QUEUE, worker, 8)));
                for (Client.Claim claim : claims) {
                    client.call(client.completed(claim));
                    left.decrementAndGet();
                }
                if (claims.isEmpty()) {
                    Thread.sleep(2);
                }
            }
        });
    }

    private void atOnce(ExecutorService executor, Work work) throws ExecutionException, InterruptedException {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(executor.submit(() -> {
                work.run();
                return Optional.empty();
            }));
        }
        for (Future<?> future : running) {
            future.get();
        }
    }

    /** @return milliseconds of the first page, the median of some calls */
    private static double listing(Client client, String group) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            Client.Prepared list = client.prepare("GET", "/task-group/" + group + "/list", Optional.empty());
            long start = System.nanoTime();
            client.call(list);
            times.add((System.nanoTime() - start) / 1e6);
        }
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static double heapAfterCollection() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1e6;
    }
}

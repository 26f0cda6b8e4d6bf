package io.spotcluster.bench.load;

import io.spotcluster.base.Slug;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the bench; see its README. */
@Command(
        name = "load-bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Starts an instance on this machine, loads it, prints how it held, and ends it.")
public final class LoadBench implements Callable<Integer> {
    private static final Duration GIVE_UP = Duration.ofSeconds(30);
    private static final Duration WARM_UP_STEP = Duration.ofSeconds(5);
    private static final int CHECKED = 200;

    @Option(names = "--launcher", paramLabel = "FILE", description = "The command spotcluster.", required = true)
    private Path launcher = Path.of("spotcluster");

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where a temporary folder is made, on a disk. Default: the system's.")
    private Optional<Path> parent = Optional.empty();

    @Option(
            names = "--starts",
            paramLabel = "N",
            description = "Starts that are timed, the last of which is loaded. Default: ${DEFAULT-VALUE}.",
            defaultValue = "3")
    private int starts;

    @Option(names = "--connections", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "8")
    private int connections;

    @Option(
            names = "--warmup",
            paramLabel = "SECONDS",
            description = "Longest warm-up; it ends when the JIT compiler rests. Default: ${DEFAULT-VALUE}.",
            defaultValue = "120")
    private int warmup;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            description = "Whole lifecycles that count. Default: ${DEFAULT-VALUE}.",
            defaultValue = "30")
    private int seconds;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Tasks of each latency measurement. Default: ${DEFAULT-VALUE}.",
            defaultValue = "500")
    private int samples;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LoadBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<Duration> startTimes = new ArrayList<>();
        for (int i = 1; i < starts; i++) {
            try (Server server = Server.start(launcher, folder())) {
                startTimes.add(server.startedIn());
            }
        }
        try (Server server = Server.start(launcher, folder())) {
            startTimes.add(server.startedIn());
            Thread.sleep(3000);
            Report report = new Report(System.out);
            report.start(startTimes, server.megabytes());
            warmUp(server, report);
            lifecycles(server, report);
            report.latency("created -> claimed", claimable(server));
            report.latency("dependency completed -> dependent claimed", dependents(server));
        }
        return 0;
    }

    private Path folder() throws Exception {
        return parent.isPresent()
                ? Files.createTempDirectory(parent.get(), "spotcluster-bench-")
                : Files.createTempDirectory("spotcluster-bench-");
    }

    /** Loads until the JIT compiler takes less than a twentieth of the server's time, or for as long as is allowed. */
    private void warmUp(Server server, Report report) throws Exception {
        long begin = System.nanoTime();
        boolean compiling = true;
        while (compiling
                && System.nanoTime() - begin < Duration.ofSeconds(warmup).toNanos()) {
            Server.Usage before = server.usage();
            long start = System.nanoTime();
            int done = runFor(server, WARM_UP_STEP, new Latencies()).size();
            Server.Usage used = server.usage().since(before);
            report.warmUp((System.nanoTime() - begin) / 1e9, (System.nanoTime() - start) / 1e9, done, used);
            compiling = used.cpu(Server.Part.JIT) > used.cpu() / 20;
        }
    }

    private void lifecycles(Server server, Report report) throws Exception {
        Latencies latencies = new Latencies();
        Server.Usage before = server.usage();
        double clientBefore = clientSeconds();
        long start = System.nanoTime();
        Queue<String> done = runFor(server, Duration.ofSeconds(seconds), latencies);
        double wall = (System.nanoTime() - start) / 1e9;
        double client = clientSeconds() - clientBefore;
        // The feed may lag: what it still has to do belongs to these lifecycles.
        Thread.sleep(2000);
        Server.Usage used = server.usage().since(before);
        report.lifecycles(connections, wall, done.size(), used, client, latencies);
        report.memory(server.megabytes());
        requireWhole(server, List.copyOf(done));
    }

    /** A rate of tasks that are not there afterwards would be worth nothing. */
    private static void requireWhole(Server server, List<String> done) {
        try (Tasks tasks = tasks(server, "bench/lifecycles", "worker-0", new Latencies())) {
            int step = Math.max(1, done.size() / CHECKED);
            for (int i = 0; i < done.size(); i += step) {
                if (!tasks.isWhole(done.get(i))) {
                    throw new IllegalStateException("task %s is not as it was reported".formatted(done.get(i)));
                }
            }
        }
    }

    /** @return the tasks that were completed */
    private Queue<String> runFor(Server server, Duration duration, Latencies latencies) throws Exception {
        long end = System.nanoTime() + duration.toNanos();
        Queue<String> done = new ConcurrentLinkedQueue<>();
        onEachConnection(number -> {
            try (Tasks tasks = tasks(server, "bench/lifecycles", "worker-" + number, latencies)) {
                String group = Slug.nice();
                while (System.nanoTime() < end) {
                    tasks.create(Slug.nice(), group, List.of());
                    for (Tasks.Claim claim : tasks.claim(1)) {
                        tasks.artifact(claim);
                        tasks.completed(claim);
                        done.add(claim.taskId());
                    }
                }
            }
        });
        return done;
    }

    /** From the reply of createTask to a claimWork that has the task, polled without a pause. */
    private Histogram claimable(Server server) {
        Histogram latency = new Histogram(3);
        try (Tasks tasks = tasks(server, "bench/claimable", "worker-0", new Latencies())) {
            for (int i = 0; i < samples; i++) {
                String taskId = Slug.nice();
                tasks.create(taskId, taskId, List.of());
                latency.recordValue(untilClaimed(tasks));
            }
        }
        return latency;
    }

    /** From the reply of reportCompleted to a claimWork that has the dependent. */
    private Histogram dependents(Server server) {
        Histogram latency = new Histogram(3);
        try (Tasks tasks = tasks(server, "bench/dependents", "worker-0", new Latencies())) {
            for (int i = 0; i < samples; i++) {
                String first = Slug.nice();
                tasks.create(first, first, List.of());
                tasks.create(Slug.nice(), first, List.of(first));
                tasks.completed(tasks.claim(1).getFirst());
                latency.recordValue(untilClaimed(tasks));
            }
        }
        return latency;
    }

    /** Microseconds. */
    private static long untilClaimed(Tasks tasks) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < GIVE_UP.toNanos()) {
            List<Tasks.Claim> claims = tasks.claim(1);
            if (!claims.isEmpty()) {
                long micros = (System.nanoTime() - start) / 1000;
                tasks.completed(claims.getFirst());
                return micros;
            }
        }
        throw new IllegalStateException("no task became claimable in " + GIVE_UP);
    }

    private static Tasks tasks(Server server, String taskQueueId, String worker, Latencies latencies) {
        return new Tasks(server.root(), server.credentials(), taskQueueId, worker, latencies);
    }

    private void onEachConnection(IntConsumer body) throws ExecutionException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int number = i;
                running.add(threads.submit(() -> body.accept(number)));
            }
            for (Future<?> future : running) {
                future.get();
            }
        }
    }

    private static double clientSeconds() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                / 1e9;
    }
}

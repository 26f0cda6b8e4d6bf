package io.spotcluster.bench.load;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.base.Slug;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the bench; see its README. */
@Command(
        name = "load-bench",
        mixinStandardHelpOptions = true,
        description = "Measures an instance on this machine; credentials come from TASKCLUSTER_* variables.")
public final class LoadBench implements Callable<Integer> {
    private static final Duration GIVE_UP = Duration.ofSeconds(30);

    @Option(
            names = "--root-url",
            description = "Default: TASKCLUSTER_ROOT_URL.",
            defaultValue = "${env:TASKCLUSTER_ROOT_URL}")
    private URI rootUrl = URI.create("http://127.0.0.1:8080");

    @Option(names = "--connections", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "8")
    private int connections;

    @Option(
            names = "--warmup",
            description = "Seconds that do not count. Default: ${DEFAULT-VALUE}.",
            defaultValue = "20")
    private int warmup;

    @Option(
            names = "--seconds",
            description = "Seconds of whole lifecycles. Default: ${DEFAULT-VALUE}.",
            defaultValue = "30")
    private int seconds;

    @Option(
            names = "--samples",
            description = "Tasks of each latency measurement. Default: ${DEFAULT-VALUE}.",
            defaultValue = "500")
    private int samples;

    @Option(names = "--server-pid", description = "Process whose CPU time is counted (Linux).")
    private Optional<Long> serverPid = Optional.empty();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LoadBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Instance instance = new Instance(rootUrl);
        Credentials credentials =
                Credentials.of(environment("TASKCLUSTER_CLIENT_ID"), environment("TASKCLUSTER_ACCESS_TOKEN"));
        lifecycles(instance, credentials);
        claimable(instance, credentials);
        dependents(instance, credentials);
        return 0;
    }

    private void lifecycles(Instance instance, Credentials credentials) throws Exception {
        AtomicLong done = new AtomicLong();
        runFor(instance, credentials, warmup, done);
        instance.forget();
        done.set(0);
        double cpuBefore = cpuSeconds();
        long start = System.nanoTime();
        runFor(instance, credentials, seconds, done);
        double wall = (System.nanoTime() - start) / 1e9;
        // the feed may lag: what it still has to do belongs to these lifecycles
        Thread.sleep(2000);
        double cpu = cpuSeconds() - cpuBefore;
        System.out.printf(
                Locale.ROOT,
                "lifecycles: %d in %.1f s over %d connections: %.0f/s%s%n",
                done.get(),
                wall,
                connections,
                done.get() / wall,
                serverPid.isPresent()
                        ? String.format(
                                Locale.ROOT, ", server CPU %.2f ms each, feed included", cpu * 1000 / done.get())
                        : "");
        new TreeMap<>(instance.latencies()).forEach(LoadBench::print);
        Histogram all = new Histogram(3);
        instance.latencies().values().forEach(all::add);
        print("all requests", all);
    }

    private void runFor(Instance instance, Credentials credentials, int duration, AtomicLong done) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(duration).toNanos();
        onEachConnection(number -> {
            Tasks tasks = new Tasks(instance.connect(credentials), "bench/lifecycles", "worker-" + number);
            String group = Slug.nice();
            while (System.nanoTime() < end) {
                tasks.create(Slug.nice(), group, List.of());
                for (Tasks.Claim claim : tasks.claim(1)) {
                    tasks.artifact(claim);
                    tasks.completed(claim);
                    done.incrementAndGet();
                }
            }
        });
    }

    /** From the reply of createTask to a claimWork that has the task, polled without a pause. */
    private void claimable(Instance instance, Credentials credentials) {
        Tasks tasks = new Tasks(instance.connect(credentials), "bench/claimable", "worker-0");
        Histogram latency = new Histogram(3);
        for (int i = 0; i < samples; i++) {
            String taskId = Slug.nice();
            tasks.create(taskId, taskId, List.of());
            latency.recordValue(untilClaimed(tasks));
        }
        print("created -> claimed", latency);
    }

    /** From the reply of reportCompleted to a claimWork that has the dependent. */
    private void dependents(Instance instance, Credentials credentials) {
        Tasks tasks = new Tasks(instance.connect(credentials), "bench/dependents", "worker-0");
        Histogram latency = new Histogram(3);
        for (int i = 0; i < samples; i++) {
            String first = Slug.nice();
            tasks.create(first, first, List.of());
            tasks.create(Slug.nice(), first, List.of(first));
            tasks.completed(tasks.claim(1).getFirst());
            latency.recordValue(untilClaimed(tasks));
        }
        print("dependency completed -> dependent claimed", latency);
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

    private void onEachConnection(IntConsumer body) throws ExecutionException, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
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

    private double cpuSeconds() throws IOException {
        if (serverPid.isEmpty()) {
            return 0;
        }
        String stat = Files.readString(Path.of("/proc/" + serverPid.get() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        // utime and stime, in ticks of 1/100 s on every Linux that matters here
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static void print(String name, Histogram micros) {
        System.out.printf(
                Locale.ROOT,
                "  %-42s n %7d   p50 %8.2f ms   p99 %8.2f ms   max %8.2f ms%n",
                name,
                micros.getTotalCount(),
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0,
                micros.getMaxValue() / 1000.0);
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set: source the instance's env.sh first");
        }
        return value;
    }
}

package io.spotcluster.bench.load;

import io.spotcluster.base.Slug;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The mix of Firefox CI at multiples of its rate; see the README in bench/mix. */
@Command(
        name = "mix-bench",
        mixinStandardHelpOptions = true,
        description = "Loads an instance of its own with the mix of methods of Firefox CI, at rising rates.")
public final class MixBench implements Callable<Integer> {
    /** What 99 % of the requests of Firefox CI were, in ten minutes of February 2020: those to the queue, a second. */
    private enum Method {
        STATUS(421),
        TASK(31.7),
        GET_LATEST_ARTIFACT(20.6),
        CREATE_ARTIFACT(18),
        GET_ARTIFACT(11.4),
        LIST_ARTIFACTS(7.3),
        LIST_WORKERS(4.7),
        PENDING_TASKS(4.2),
        CREATE_TASK(4.1),
        /** Those that get a task; the others wait. */
        CLAIM_WORK(4.1),
        /** As often as tasks are created; a part of them were failures, and not in the list. */
        REPORT_COMPLETED(4.1),
        LIST_LATEST_ARTIFACTS(4),
        RECLAIM_TASK(2);

        private final double rate;

        Method(double rate) {
            this.rate = rate;
        }

        static double altogether() {
            double sum = 0;
            for (Method method : values()) {
                sum += method.rate;
            }
            return sum;
        }

        static Method at(double place) {
            double rest = place * altogether();
            for (Method method : values()) {
                rest -= method.rate;
                if (rest < 0) {
                    return method;
                }
            }
            return STATUS;
        }
    }

    private static final double BOUND_MILLISECONDS = 200;
    private static final String TASK_QUEUE = "bench/mix";
    private static final int KNOWN = 2000;

    @Option(names = "--launcher", paramLabel = "FILE", description = "The command spotcluster.", required = true)
    private Path launcher = Path.of("spotcluster");

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where a temporary folder is made, on a disk. Default: the system's.")
    private Optional<Path> parent = Optional.empty();

    @Option(
            names = "--multiples",
            split = ",",
            description = "Of Firefox CI's rate, in this order. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1,2,4,6,8,10")
    private List<Double> multiples = List.of();

    @Option(names = "--seconds", description = "Of each multiple. Default: ${DEFAULT-VALUE}.", defaultValue = "120")
    private int seconds;

    @Option(
            names = "--warmup",
            description = "Seconds at the first multiple. Default: ${DEFAULT-VALUE}.",
            defaultValue = "40")
    private int warmup;

    @Option(names = "--connections", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "64")
    private int connections;

    @Option(
            names = "--waiting",
            description = "Workers whose claimWork waits all the time. Default: ${DEFAULT-VALUE}.",
            defaultValue = "200")
    private int waiting;

    private final PrintStream out = System.out;
    private final ConcurrentLinkedQueue<Tasks.Claim> running = new ConcurrentLinkedQueue<>();
    /** Tasks that were claimed and have an artifact, for reads. */
    private final List<String> known = new java.util.concurrent.CopyOnWriteArrayList<>();

    private final AtomicLong unclaimed = new AtomicLong();
    private final String group = Slug.nice();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MixBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = parent.isPresent()
                ? Files.createTempDirectory(parent.get(), "spotcluster-mix-")
                : Files.createTempDirectory("spotcluster-mix-");
        AtomicBoolean end = new AtomicBoolean();
        try (Server server = Server.start(launcher, folder);
                ExecutorService waiters = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < waiting; i++) {
                String worker = "waiting-" + i;
                waiters.execute(() -> wait(server, worker, end));
            }
            fill(server);
            run(server, multiples.getFirst(), warmup, new Latencies(), new Latencies());
            double sustained = 0;
            for (double multiple : multiples) {
                if (!measure(server, multiple)) {
                    break;
                }
                sustained = multiple;
            }
            out.printf(
                    Locale.ROOT,
                    "%nhighest multiple sustained for %d s with p99 <= %.0f ms: %s%n",
                    seconds,
                    BOUND_MILLISECONDS,
                    sustained == 0 ? "none of these" : Double.toString(sustained));
            end.set(true);
            waiters.shutdownNow();
        }
        return 0;
    }

    /** Asks for tasks that never come, as idle workers do. */
    private static void wait(Server server, String worker, AtomicBoolean end) {
        try (Tasks tasks = new Tasks(server.root(), server.credentials(), "bench/idle", worker, new Latencies())) {
            while (!end.get()) {
                tasks.claim(1);
            }
        }
    }

    /** So that there is something to read from the first moment on. */
    private void fill(Server server) {
        try (Tasks tasks = tasks(server, "filler", new Latencies())) {
            for (int i = 0; i < 300; i++) {
                tasks.create(Slug.nice(), group, List.of());
                for (Tasks.Claim claim : tasks.claim(1)) {
                    tasks.artifact(claim);
                    know(claim.taskId());
                    running.add(claim);
                }
            }
        }
    }

    private static Tasks tasks(Server server, String worker, Latencies latencies) {
        return new Tasks(server.root(), server.credentials(), TASK_QUEUE, worker, latencies);
    }

    private void know(String taskId) {
        if (known.size() < KNOWN) {
            known.add(taskId);
        } else {
            known.set(ThreadLocalRandom.current().nextInt(KNOWN), taskId);
        }
    }

    /** @return whether the rate was held */
    private boolean measure(Server server, double multiple) throws Exception {
        Latencies byMethod = new Latencies();
        Latencies sinceDue = new Latencies();
        Server.Usage before = server.usage();
        double clientBefore = clientSeconds();
        long start = System.nanoTime();
        run(server, multiple, seconds, byMethod, sinceDue);
        double wall = (System.nanoTime() - start) / 1e9;
        Server.Usage used = server.usage().since(before);
        Histogram all = sinceDue.all();
        double rate = all.getTotalCount() / wall;
        double wanted = multiple * Method.altogether();
        double p99 = all.getValueAtPercentile(99) / 1000.0;
        out.printf(
                Locale.ROOT,
                "%nx%.1f: %.0f of %.0f requests/s, p50 %.1f ms, p99 %.1f ms since due; server CPU %.3f ms, client %.3f ms a request;"
                        + " load average %s%n",
                multiple,
                rate,
                wanted,
                all.getValueAtPercentile(50) / 1000.0,
                p99,
                1000 * used.cpu() / all.getTotalCount(),
                1000 * (clientSeconds() - clientBefore) / all.getTotalCount(),
                Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
        Report report = new Report(out);
        for (Map.Entry<String, Histogram> method : byMethod.byName().entrySet()) {
            report.latency(method.getKey(), method.getValue());
        }
        return p99 <= BOUND_MILLISECONDS && rate > 0.98 * wanted;
    }

    /** Sends requests when they are due, whether or not earlier ones were answered, as far as there are connections. */
    private void run(Server server, double multiple, int duration, Latencies byMethod, Latencies sinceDue)
            throws Exception {
        double rate = multiple * Method.altogether();
        long count = (long) (rate * duration);
        long start = System.nanoTime();
        AtomicLong next = new AtomicLong();
        List<Future<?>> senders = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                String worker = "worker-" + i;
                senders.add(executor.submit(() -> {
                    Random random = new Random(worker.hashCode());
                    try (Tasks tasks = tasks(server, worker, byMethod)) {
                        for (long slot = next.getAndIncrement(); slot < count; slot = next.getAndIncrement()) {
                            long due = start + (long) (slot / rate * 1e9);
                            long early = due - System.nanoTime();
                            if (early > 0) {
                                Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
                            }
                            send(tasks, Method.at(random.nextDouble()));
                            sinceDue.record("all", System.nanoTime() - due);
                        }
                    }
                    return null;
                }));
            }
        }
        for (Future<?> sender : senders) {
            sender.get();
        }
    }

    private void send(Tasks tasks, Method method) {
        switch (method) {
            case STATUS -> tasks.get("status", "/task/%s/status".formatted(someTask()));
            case TASK -> tasks.get("task", "/task/" + someTask());
            case GET_LATEST_ARTIFACT ->
                tasks.get("getLatestArtifact", "/task/%s/artifacts/public%%2Flog.txt".formatted(someTask()));
            case GET_ARTIFACT ->
                tasks.get("getArtifact", "/task/%s/runs/0/artifacts/public%%2Flog.txt".formatted(someTask()));
            case LIST_ARTIFACTS -> tasks.get("listArtifacts", "/task/%s/runs/0/artifacts".formatted(someTask()));
            case LIST_LATEST_ARTIFACTS -> tasks.get("listLatestArtifacts", "/task/%s/artifacts".formatted(someTask()));
            case LIST_WORKERS -> tasks.get("listWorkers", "/provisioners/bench/worker-types/mix/workers");
            case PENDING_TASKS -> tasks.get("pendingTasks", "/pending/bench%2Fmix");
            case CREATE_TASK -> {
                tasks.create(Slug.nice(), group, List.of());
                unclaimed.incrementAndGet();
            }
            case CLAIM_WORK -> claim(tasks);
            case CREATE_ARTIFACT ->
                withRunning(claim -> {
                    tasks.artifact(
                            claim,
                            "public/part-%d.txt"
                                    .formatted(ThreadLocalRandom.current().nextInt(4)));
                    return Optional.of(claim);
                });
            case RECLAIM_TASK -> withRunning(claim -> Optional.of(tasks.reclaimed(claim)));
            case REPORT_COMPLETED ->
                withRunning(claim -> {
                    tasks.completed(claim);
                    return Optional.empty();
                });
        }
    }

    /** Not more often than there are tasks: a claim that finds none waits. */
    private void claim(Tasks tasks) {
        if (unclaimed.getAndDecrement() <= 0) {
            unclaimed.incrementAndGet();
            return;
        }
        for (Tasks.Claim claim : tasks.claim(1)) {
            tasks.artifact(claim);
            know(claim.taskId());
            running.add(claim);
        }
    }

    @FunctionalInterface
    private interface Step {
        /** @return the claim as it goes on */
        Optional<Tasks.Claim> take(Tasks.Claim claim);
    }

    private void withRunning(Step step) {
        Tasks.Claim claim = running.poll();
        if (claim != null) {
            step.take(claim).ifPresent(running::add);
        }
    }

    private String someTask() {
        return known.get(ThreadLocalRandom.current().nextInt(known.size()));
    }

    private static double clientSeconds() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                / 1e9;
    }
}

package io.spotcluster.bench.queue;

import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.Caller;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.Slug;
import io.spotcluster.embedded.memory.MemoryBlobs;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.embedded.memory.MemoryWorkQueues;
import io.spotcluster.embedded.store.EmbeddedStore;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.QueueConfiguration;
import io.spotcluster.queue.QueueService;
import io.spotcluster.queue.claim.CredentialsIssuer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many workers that claim from one task queue at once; see the README in bench/claims. */
@Command(name = "claims", description = "Workers that claim from one task queue.")
final class ClaimsBench implements Callable<Integer> {
    private static final String TASK_QUEUE = "bench/claims";
    private static final Credentials ROOT = Credentials.of("root", "a token of forty-four characters for the root");

    @Option(names = "--workers", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "200")
    private int workers;

    @Option(names = "--tasks", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "6000")
    private int tasks;

    @Option(
            names = "--processes",
            split = ",",
            description = "Among how many processes the workers' calls are spread. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1,8,200")
    private List<Integer> processes = List.of();

    @Option(
            names = "--latency",
            description = "Milliseconds of a call to the distant store. Default: ${DEFAULT-VALUE}.",
            defaultValue = "4")
    private double latency;

    @Option(
            names = "--folder",
            description = "Where the embedded store is; not on a tmpfs. Default: ${DEFAULT-VALUE}.",
            defaultValue = "bench/queue/target")
    private Path folder = Path.of("");

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%-24s %9s %8s %9s %9s %8s %8s%n",
                "store",
                "processes",
                "claims",
                "claims/s",
                "writes",
                "wasted",
                "double");
        boolean good = true;
        Files.createDirectories(folder);
        try (EmbeddedStore store =
                EmbeddedStore.open(Files.createTempDirectory(folder, "claims").resolve("store"), clock)) {
            good = race("embedded", store.tables(), 0, 1);
        }
        for (int count : processes) {
            good &= race("memory, %.0f ms away".formatted(latency), new MemoryTables(clock), latency, count);
        }
        return good ? 0 : 1;
    }

    private boolean race(String name, Tables tables, double milliseconds, int count)
            throws ExecutionException, InterruptedException {
        Client creator = client(tables);
        String group = Slug.nice();
        AtomicInteger toCreate = new AtomicInteger(tasks);
        everyWorker(
                _ -> {
                    if (toCreate.getAndDecrement() > 0) {
                        creator.call(creator.create(Slug.nice(), group, TASK_QUEUE, List.of()));
                    }
                    return List.of();
                },
                toCreate);
        DistantTables distant = new DistantTables(tables, milliseconds);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(client(distant));
        }
        // What a new worker's first claim writes beside is not what is measured.
        everyWorker(worker -> claim(clients, worker), 1);
        long writesBefore = distant.writes();
        long lostBefore = distant.lost();
        Set<String> claimed = ConcurrentHashMap.newKeySet();
        AtomicInteger claims = new AtomicInteger();
        AtomicInteger left = new AtomicInteger(tasks - workers);
        long start = System.nanoTime();
        everyWorker(
                worker -> {
                    List<Client.Claim> given = claim(clients, worker);
                    given.forEach(claim -> claimed.add(claim.taskId() + "/" + claim.runId()));
                    claims.addAndGet(given.size());
                    left.addAndGet(-given.size());
                    return given;
                },
                left);
        double seconds = (System.nanoTime() - start) / 1e9;
        long writes = distant.writes() - writesBefore;
        long lost = distant.lost() - lostBefore;
        int twice = claims.get() - claimed.size();
        System.out.printf(
                Locale.ROOT,
                "%-24s %9d %8d %9.0f %9d %7.1f%% %8d%n",
                name,
                count,
                claims.get(),
                claims.get() / seconds,
                writes,
                100.0 * lost / writes,
                twice);
        return twice == 0;
    }

    @FunctionalInterface
    private interface Turn {
        List<Client.Claim> take(int worker);
    }

    private List<Client.Claim> claim(List<Client> clients, int worker) {
        Client client = clients.get(worker % clients.size());
        return client.claims(client.call(client.claimWork(TASK_QUEUE, "worker-" + worker, 1)));
    }

    private void everyWorker(Turn turn, int rounds) throws ExecutionException, InterruptedException {
        everyWorker(turn, new AtomicInteger(rounds - 1));
    }

    /** Every worker takes a turn at least once, and others as long as {@code left} is above zero. */
    private void everyWorker(Turn turn, AtomicInteger left) throws ExecutionException, InterruptedException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                int worker = i;
                running.add(executor.submit(() -> {
                    do {
                        turn.take(worker);
                    } while (left.get() > 0);
                }));
            }
            for (Future<?> future : running) {
                future.get();
            }
        }
    }

    /** As if in a process of its own. */
    private Client client(Tables tables) {
        QueueService queue = QueueService.create(
                QueueConfiguration.DEFAULT,
                new QueueService.Ground(
                        tables,
                        new MemoryWorkQueues(clock),
                        new MemoryBlobs(clock),
                        CredentialsIssuer.signedBy(ROOT),
                        _ -> {},
                        clock));
        return new Client(
                new Kernel(
                        KernelConfiguration.of(Client.ROOT_URL, clock).withCheckReplies(false),
                        List.of(queue.api()),
                        _ -> new Caller("bench", ScopeSet.of("*"), Instant.MAX),
                        SCHEMAS),
                ROOT,
                clock);
    }

    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();
}

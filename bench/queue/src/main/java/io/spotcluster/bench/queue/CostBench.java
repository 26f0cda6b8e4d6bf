package io.spotcluster.bench.queue;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.auth.AuthConfiguration;
import io.spotcluster.auth.AuthService;
import io.spotcluster.auth.Bootstrap;
import io.spotcluster.auth.clients.AesTokenCipher;
import io.spotcluster.base.Slug;
import io.spotcluster.embedded.memory.MemoryBlobs;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.embedded.memory.MemoryWorkQueues;
import io.spotcluster.ports.cost.CostMeter;
import io.spotcluster.ports.cost.MeteredBlobs;
import io.spotcluster.ports.cost.MeteredTables;
import io.spotcluster.ports.cost.MeteredWorkQueues;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.queue.QueueConfiguration;
import io.spotcluster.queue.QueueService;
import io.spotcluster.queue.claim.CredentialsIssuer;
import io.spotcluster.queue.feed.FeedWork;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.testkit.HandTurnedClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a million lifecycles cost on AWS; see the README in bench/cost. */
@Command(name = "cost", description = "Units and dollars of a million task lifecycles, by the cost meter.")
final class CostBench implements Callable<Integer> {
    private static final String TASK_QUEUE = "bench/linux";
    private static final List<String> ARTIFACTS =
            List.of("public/logs/live_backing.log", "public/build.tar.xz", "public/SHA256SUMS");
    private static final Duration BEFORE_RECLAIM = Duration.ofMinutes(17);
    /** After the last task was created. */
    private static final Duration UNTIL_DEADLINES = Client.DEADLINE.plus(Duration.ofMinutes(2));

    @Option(names = "--tasks", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "4000")
    private int tasks;

    @Option(names = "--group", description = "Tasks of a group. Default: ${DEFAULT-VALUE}.", defaultValue = "100")
    private int group;

    @Option(
            names = "--warm-up",
            description = "Tasks before those that count. Default: ${DEFAULT-VALUE}.",
            defaultValue = "4000")
    private int warmUp;

    @Option(
            names = "--round-trip",
            description = "Milliseconds of a call to DynamoDB. Default: ${DEFAULT-VALUE}.",
            defaultValue = "4")
    private double roundTrip;

    @Option(
            names = "--run-on",
            description = "Minutes that a task goes on after its reclaim, at most 19. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private int runOn;

    @Option(
            names = "--batch",
            description = "Records that one call of the feed function is given. Default: ${DEFAULT-VALUE}.",
            defaultValue = "10")
    private int batch;

    private final HandTurnedClock clock = new HandTurnedClock();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final SchemaCatalog schemas = new SchemaCatalog();
    private final Credentials root = Credentials.of(Bootstrap.ROOT, "a token of forty-four characters for the root");
    private final CostMeter meter = new CostMeter();
    private final MemoryTables bareTables = new MemoryTables(clock);
    private final RoundTrips tables = new RoundTrips(new MeteredTables(bareTables, meter));
    private final AtomicLong events = new AtomicLong();
    private final QueueService.Ground ground = new QueueService.Ground(
            tables,
            new MeteredWorkQueues(new MemoryWorkQueues(clock), meter),
            new MeteredBlobs(new MemoryBlobs(clock), meter),
            CredentialsIssuer.signedBy(root),
            told -> events.addAndGet(told.size()),
            clock);

    /** Keeps the definitions that it has read, as a function does that is given one shard of the stream. */
    private final QueueService background = QueueService.create(QueueConfiguration.DEFAULT, ground);

    private CostTable table = new CostTable();

    @Override
    public Integer call() throws IOException {
        AuthService auth = auth();
        lifecycles(auth, warmUp);
        table = new CostTable();
        lifecycles(auth, tasks);
        CostTable standing = new CostTable();
        sweepAnHour(standing);
        table.print(System.out, tasks, roundTrip, batch, standing);
        return 0;
    }

    private AuthService auth() throws IOException {
        Path folder = Files.createTempDirectory("spotcluster-cost");
        AuthService auth = AuthService.create(
                AuthConfiguration.NONE,
                new AuthService.Ground(
                        new MemoryTables(clock),
                        AesTokenCipher.ofKeyFile(folder.resolve("key")),
                        Optional.empty(),
                        AuthService.Ground.NO_LOGIN,
                        SignedHost.withLoopbackAliases(URI.create(Client.ROOT_URL)),
                        clock,
                        AuthService.KEPT_FOR));
        auth.bootstrap().ensure(root.accessToken(), root.accessToken());
        Files.delete(folder.resolve("key"));
        Files.delete(folder);
        return auth;
    }

    /** Another process than before: it remembers no definitions. */
    private Client client(AuthService auth) {
        Service api = QueueService.create(QueueConfiguration.DEFAULT, ground).api();
        HttpService http = new Kernel(
                KernelConfiguration.of(Client.ROOT_URL, clock).withCheckReplies(false),
                List.of(api),
                auth.authenticator(),
                schemas);
        return new Client(http, root, clock);
    }

    private void lifecycles(AuthService auth, int count) {
        Client creator = client(auth);
        for (int begun = 0; begun < count; begun += group) {
            String taskGroupId = Slug.nice();
            for (int i = 0; i < group; i++) {
                clock.advance(Duration.ofMillis(10));
                measure("createTask", creator, creator.create(Slug.nice(), taskGroupId, TASK_QUEUE, List.of()));
            }
            feed("createTask");
            Client claimer = client(auth);
            List<Client.Claim> claims = new ArrayList<>();
            for (int i = 0; i < group; i++) {
                claims.addAll(
                        claimer.claims(measure("claimWork", claimer, claimer.claimWork(TASK_QUEUE, "worker-" + i, 1))));
            }
            feed("claimWork");
            sweepFor(BEFORE_RECLAIM);
            Client reclaimer = client(auth);
            List<Client.Claim> prolonged = new ArrayList<>();
            List<Client.Claim> others = new ArrayList<>();
            for (int i = 0; i < group; i++) {
                if (i % 2 == 0) {
                    prolonged.add(reclaim(reclaimer, claims.get(i)));
                } else {
                    others.add(claims.get(i));
                }
            }
            feed("reclaimTask");
            Client worker = client(auth);
            finish(worker, others);
            sweepFor(Duration.ofMinutes(runOn));
            finish(worker, prolonged);
        }
        sweepFor(UNTIL_DEADLINES);
    }

    private Client.Claim reclaim(Client reclaimer, Client.Claim claim) {
        HttpReply reply = measure("reclaimTask", reclaimer, reclaimer.reclaim(claim));
        return new Client.Claim(
                claim.taskId(),
                claim.runId(),
                RequestSigner.of(Client.credentials(Client.json(reply).path("credentials")), clock));
    }

    private void finish(Client worker, List<Client.Claim> held) {
        for (Client.Claim claim : held) {
            for (String name : ARTIFACTS) {
                measure("createArtifact", worker, worker.uploadArtifact(claim, name));
            }
        }
        feed("createArtifact");
        for (Client.Claim claim : held) {
            measure("reportCompleted", worker, worker.completed(claim));
            // The feed keeps up: a check of the group finds the others at work.
            feed("reportCompleted");
        }
    }

    /** Lets time pass, with a sweep each minute. */
    private void sweepFor(Duration time) {
        for (long minute = 0; minute < time.toMinutes(); minute++) {
            clock.advance(Duration.ofMinutes(1));
            sweep(table);
            feed("sweeper");
        }
    }

    private void sweep(CostTable into) {
        meter.reset();
        long trips = tables.count();
        long before = threads.getCurrentThreadCpuTime();
        background.sweeper().sweep(clock.instant());
        into.sweep(meter.report(), tables.count() - trips, threads.getCurrentThreadCpuTime() - before);
    }

    private HttpReply measure(String method, Client client, Client.Prepared prepared) {
        meter.reset();
        long trips = tables.count();
        long before = threads.getCurrentThreadCpuTime();
        HttpReply reply = client.call(prepared);
        long cpu = threads.getCurrentThreadCpuTime() - before;
        table.call(
                method,
                meter.report(),
                tables.count() - trips,
                cpu,
                reply.body().length());
        return reply;
    }

    /** Gives the feed its records one by one, and the queue its messages. */
    private void feed(String cause) {
        for (TableDefinition feeding : QueueTables.ALL) {
            if (!feeding.hasFeed()) {
                continue;
            }
            List<Change> changes = bareTables.feed(feeding).read(1000, Duration.ZERO);
            while (!changes.isEmpty()) {
                changes.forEach(change -> record(cause, change));
                bareTables.feed(feeding).acknowledge(changes.getLast());
                changes = bareTables.feed(feeding).read(1000, Duration.ZERO);
            }
        }
        List<Received> messages = ground.work().receive(FeedWork.QUEUE, 10, Duration.ZERO);
        if (!messages.isEmpty()) {
            throw new IllegalStateException("the feed left work to the queue, which this bench does not count");
        }
    }

    private void record(String cause, Change change) {
        meter.reset();
        long trips = tables.count();
        long told = events.get();
        long before = threads.getCurrentThreadCpuTime();
        background.feed().handle(change);
        long cpu = threads.getCurrentThreadCpuTime() - before;
        table.record(cause, meter.report(), tables.count() - trips, cpu, events.get() - told);
    }

    /** What the sweeper costs when nothing is due. */
    private void sweepAnHour(CostTable standing) {
        clock.advance(Duration.ofDays(2));
        background.sweeper().sweep(clock.instant());
        feed("sweeper");
        for (int minute = 0; minute < 60; minute++) {
            clock.advance(Duration.ofMinutes(1));
            sweep(standing);
        }
    }
}

package io.spotcluster.bench.queue;

import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.Caller;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.events.Event;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.embedded.blobs.FileBlobs;
import io.spotcluster.embedded.store.EmbeddedStore;
import io.spotcluster.local.events.EventLog;
import io.spotcluster.local.server.QueueLoops;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.QueueConfiguration;
import io.spotcluster.queue.QueueService;
import io.spotcluster.queue.claim.CredentialsIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A queue as the local server has it (embedded store, event log, loops), but called in this process and without signatures. */
final class Cell implements AutoCloseable {
    private static final Credentials ROOT = Credentials.of("root", "a token of forty-four characters for the root");

    private final Path folder;
    private final EmbeddedStore store;
    private final FileBlobs blobs;
    private final EventLog log;
    private final QueueService queue;
    private final QueueLoops loops;
    private final Kernel kernel;
    private final Set<String> resolvedGroups = ConcurrentHashMap.newKeySet();

    private Cell(Path folder) throws IOException {
        Clock clock = Clock.systemUTC();
        this.folder = folder;
        this.store = EmbeddedStore.open(folder.resolve("store"), clock);
        this.blobs =
                FileBlobs.open(folder.resolve("blobs"), folder.resolve("blob-key"), URI.create(Client.ROOT_URL), clock);
        this.log = EventLog.open(folder.resolve("events.jsonl"), clock);
        this.queue = service(store.tables(), clock);
        this.loops = QueueLoops.start(queue, store, log::force, clock);
        this.kernel = kernel(queue, clock);
    }

    /** @param parent on a disk: durable writes are what is measured */
    static Cell open(Path parent) throws IOException {
        return new Cell(Files.createTempDirectory(parent, "cell"));
    }

    private QueueService service(Tables tables, Clock clock) {
        return QueueService.create(
                QueueConfiguration.DEFAULT,
                new QueueService.Ground(
                        tables, store.workQueues(), blobs, CredentialsIssuer.signedBy(ROOT), this::publish, clock));
    }

    private static Kernel kernel(QueueService queue, Clock clock) {
        return new Kernel(
                KernelConfiguration.of(Client.ROOT_URL, clock).withCheckReplies(false),
                List.of(queue.api()),
                _ -> new Caller("bench", ScopeSet.of("*"), Instant.MAX),
                new SchemaCatalog());
    }

    Client client() {
        return new Client(kernel, ROOT, Clock.systemUTC());
    }

    private void publish(List<Event> events) {
        log.untilForced().publish(events);
        for (Event event : events) {
            if (event.exchange().endsWith("/task-group-resolved")) {
                resolvedGroups.add(event.payload().path("taskGroupId").asString());
            }
        }
    }

    void awaitResolved(String taskGroupId, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!resolvedGroups.contains(taskGroupId)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "no event told within %s that the group %s is resolved".formatted(patience, taskGroupId));
            }
            Thread.sleep(5);
        }
    }

    @Override
    public void close() throws IOException {
        loops.close();
        log.close();
        blobs.close();
        store.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

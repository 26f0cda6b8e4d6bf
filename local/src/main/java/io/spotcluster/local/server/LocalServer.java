package io.spotcluster.local.server;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.TemporaryCredentials;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.auth.AuthService;
import io.spotcluster.auth.Bootstrap;
import io.spotcluster.auth.clients.AesTokenCipher;
import io.spotcluster.auth.clients.KeyException;
import io.spotcluster.auth.clients.KeyFile;
import io.spotcluster.aws.sts.StsSessions;
import io.spotcluster.embedded.blobs.SignedUrls;
import io.spotcluster.local.events.EventLog;
import io.spotcluster.local.events.Subscriptions;
import io.spotcluster.local.http.HttpFront;
import io.spotcluster.local.http.HttpSites;
import io.spotcluster.local.workers.JavaCommand;
import io.spotcluster.local.workers.WorkerPlan;
import io.spotcluster.local.workers.WorkerProcesses;
import io.spotcluster.ports.StoreException;
import io.spotcluster.queue.QueueConfiguration;
import io.spotcluster.queue.QueueService;
import io.spotcluster.queue.claim.CredentialsIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole deployment on this machine: services, storage, loops and workers. */
public final class LocalServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalServer.class);
    private static final String WORKER_GROUP = "local";

    /** Costs nothing in one process, and a task starts as soon as it is created. */
    private static final Duration CLAIM_WAIT = Duration.ofSeconds(20);

    /** More often than anything between here and a listener gives up on a silent connection. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final DataFolder data;
    private final Credentials root;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private String rootUrl = "";
    private List<Long> workerProcessIds = List.of();

    private LocalServer(DataFolder data, Credentials root) {
        this.data = data;
        this.root = root;
    }

    /**
     * Returns when requests are answered and {@code env.sh} is written.
     *
     * @throws IOException when the port is taken or the data folder cannot be used; the message says so
     */
    public static LocalServer start(LocalSettings settings, Clock clock) throws IOException {
        DataFolder data = DataFolder.open(settings.data());
        AccessToken rootToken = settings.configuration().auth().rootToken().isPresent()
                ? settings.configuration().auth().rootToken().get()
                : data.token("root-token");
        Credentials root = new Credentials(Bootstrap.ROOT, rootToken, Optional.empty());
        LocalServer server = new LocalServer(data, root);
        try {
            server.open(settings, clock);
            return server;
        } catch (StoreException.Refused | KeyException e) {
            server.close();
            throw new IOException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** What is opened later is closed earlier; but the store is closed last, when nobody asks it any more. */
    private void open(LocalSettings settings, Clock clock) throws IOException {
        HttpFront front = opened(HttpFront.start(settings.bind(), settings.port(), clock));
        URI url = settings.rootUrl().orElse(rootUrl(settings.bind(), front.port()));
        rootUrl = url.toString();
        Storage storage = Storage.open(data, url, clock);
        open.addLast(storage);
        // Only now is it sure that no other instance, which wrote the file, works in this folder.
        Files.deleteIfExists(data.environmentFile());
        KeyFile keys = KeyFile.open(data.tokenKey());
        AesTokenCipher cipher = new AesTokenCipher(keys.keys());
        AccessToken loginToken = data.token("login-token");
        AuthService auth = AuthService.create(
                settings.configuration().auth(),
                new AuthService.Ground(
                        storage.store().tables(),
                        cipher,
                        settings.configuration()
                                .auth()
                                .aws()
                                .map(access -> opened(StsSessions.in(access.region(), access.stsEndpoint()))),
                        () -> loginToken,
                        SignedHost.withLoopbackAliases(url),
                        clock,
                        AuthService.KEPT_FOR));
        Credentials queueClient = new Credentials(Bootstrap.QUEUE, data.token("queue-token"), Optional.empty());
        auth.bootstrap().ensure(root.accessToken(), queueClient.accessToken());
        opened(AuthLoops.start(auth.chores(), auth.chores().rotation(keys, cipher)));
        KernelConfiguration configuration = KernelConfiguration.of(rootUrl, clock)
                .withVersion(Version.forMonitoring())
                .withRateLimits(settings.configuration().rateLimits());
        EventLog events = opened(EventLog.open(data.eventLog(), clock));
        QueueService queue = QueueService.create(
                QueueConfiguration.DEFAULT
                        .withClaimTimeout(settings.claimTimeout())
                        .withClaimWait(CLAIM_WAIT)
                        .withRetention(settings.configuration().retention())
                        .withTaskQueueRules(settings.configuration().taskQueues()),
                new QueueService.Ground(
                        storage.store().tables(),
                        storage.store().workQueues(),
                        storage.blobs(),
                        CredentialsIssuer.signedBy(queueClient),
                        events.untilForced(),
                        clock));
        SchemaCatalog schemas = new SchemaCatalog();
        List<Service> services = List.of(auth.api(), auth.login(), queue.api());
        Subscriptions subscriptions = new Subscriptions(events, services, schemas, auth.authenticator(), HEARTBEAT);
        Kernel kernel = new Kernel(
                configuration,
                Stream.concat(services.stream(), Stream.of(subscriptions.api())).toList(),
                auth.authenticator(),
                schemas);
        opened(QueueLoops.start(queue, storage.store(), events::force, clock));
        front.serve(new HttpSites(
                new FrontPage(kernel, Version.text(), rootUrl),
                configuration.bodyLimit(),
                new BlobStreams(storage.blobs().requests()),
                SignedUrls.PREFIX));
        EnvironmentFile.write(data.environmentFile(), rootUrl, root);
        WorkerProcesses workers = opened(WorkerProcesses.start(workerPlan(settings, clock)));
        workerProcessIds = workers.processIds();
    }

    private WorkerPlan workerPlan(LocalSettings settings, Clock clock) {
        return new WorkerPlan(
                data.workers(),
                settings.workers(),
                rootUrl,
                LocalSettings.WORKER_POOL,
                WORKER_GROUP,
                workerId -> workerCredentials(workerId, clock),
                settings.workerIdleTimeout(),
                JavaCommand.forWorkers());
    }

    /** What a worker needs and no more. They outlast it: a worker is started anew after some idle time. */
    private Credentials workerCredentials(String workerId, Clock clock) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return TemporaryCredentials.issueNamed(
                root,
                "local/%s".formatted(workerId),
                List.of(
                        "queue:claim-work:" + LocalSettings.WORKER_POOL,
                        "queue:worker-id:%s/%s".formatted(WORKER_GROUP, workerId)),
                now,
                now.plus(TemporaryCredentials.MAXIMUM).minus(1, ChronoUnit.HOURS));
    }

    private static URI rootUrl(String bind, int port) throws IOException {
        InetAddress address = InetAddress.getByName(bind);
        String host = address.isAnyLocalAddress() ? InetAddress.getLocalHost().getHostName() : bind;
        return URI.create("http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port));
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    public String rootUrl() {
        return rootUrl;
    }

    /** The client that may do everything. */
    public Credentials root() {
        return root;
    }

    public DataFolder data() {
        return data;
    }

    /** Of the workers that were started first; those that had to be started anew since are not among them. */
    public List<Long> workerProcessIds() {
        return workerProcessIds;
    }

    /** Ends the workers while they can still report, then everything else. Closing twice is closing once. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.error("{} did not close properly", part.getClass().getSimpleName(), e);
            }
        }
    }
}

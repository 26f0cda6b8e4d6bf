package io.spotcluster.lambda.wiring;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.Identity;
import io.spotcluster.api.events.EventSink;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.auth.AuthConfiguration;
import io.spotcluster.auth.AuthService;
import io.spotcluster.auth.Bootstrap;
import io.spotcluster.auth.signin.SignIn;
import io.spotcluster.aws.clients.AwsClients;
import io.spotcluster.aws.dynamodb.DynamoTables;
import io.spotcluster.aws.dynamodb.TableNames;
import io.spotcluster.aws.events.EventBridgeSink;
import io.spotcluster.aws.kms.WrappedKeys;
import io.spotcluster.aws.s3.S3Blobs;
import io.spotcluster.aws.secrets.SecretTexts;
import io.spotcluster.aws.sqs.SqsWorkQueues;
import io.spotcluster.aws.sts.StsSessions;
import io.spotcluster.base.Slug;
import io.spotcluster.configuration.Delivery;
import io.spotcluster.lambda.catalog.FunctionCatalog;
import io.spotcluster.lambda.catalog.Use;
import io.spotcluster.lambda.catalog.Variable;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.QueueConfiguration;
import io.spotcluster.queue.QueueService;
import io.spotcluster.queue.claim.CredentialsIssuer;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What functions are put together from. Each makes only what it needs; clients of AWS are made at their first use. */
final class Parts {
    private static final String SOURCE = "https://github.com/spotcluster/spotcluster";

    private final Settings settings;
    private final AwsClients clients;
    private final Clock clock;
    private final Tables tables;
    private final Delivered delivered;
    private Optional<AuthService> auth = Optional.empty();

    Parts(Settings settings, Delivery delivery, AwsClients clients, Clock clock) {
        this.settings = settings;
        this.delivered = new Delivered(delivery, secrets(clients), settings.get(new Variable.Deployment()));
        this.clients = clients;
        this.clock = clock;
        this.tables = new DynamoTables(
                clients.dynamo().get(), new TableNames(settings.get(new Variable.Deployment())), clock);
    }

    Clock clock() {
        return clock;
    }

    private static SecretTexts secrets(AwsClients clients) {
        return new SecretTexts(clients.secrets());
    }

    SecretTexts secrets() {
        return secrets(clients);
    }

    Settings settings() {
        return settings;
    }

    Delivered delivered() {
        return delivered;
    }

    /** Always the same. */
    synchronized AuthService auth() {
        if (auth.isEmpty()) {
            // Of the others none does what can be configured here, nor may it read the secrets.
            AuthConfiguration configuration = settings.uses(new Use.OfConfiguredSecrets())
                    ? delivered.services().auth()
                    : AuthConfiguration.NONE;
            List<SignedHost> hosts = settings.find(new Variable.RootUrl())
                    .map(url -> List.of(SignedHost.of(URI.create(url))))
                    .orElse(List.of());
            auth = Optional.of(AuthService.create(
                    configuration,
                    new AuthService.Ground(
                            tables,
                            new StoredKeyCipher(this::tokenKeys),
                            configuration.aws().map(access -> StsSessions.in(access.region(), access.stsEndpoint())),
                            () -> ownToken(SignIn.ISSUER),
                            hosts,
                            clock,
                            AuthService.KEPT_FOR)));
        }
        return auth.get();
    }

    TokenKeys tokenKeys() {
        return new TokenKeys(
                tables,
                new WrappedKeys(clients.kms(), settings.get(new Variable.TokenKey()), "spotcluster-access-tokens"));
    }

    /** Made by the deployment. */
    AccessToken rootToken() {
        return new AccessToken(secrets().read(settings.get(new Variable.RootToken())));
    }

    /**
     * Of a client that the deployment keeps for itself, as it is now. One that is not there is made by setup alone, which writes it
     * down.
     */
    AccessToken ownToken(String clientId) {
        return auth().identities().client(clientId).map(Identity::accessToken).orElseGet(() -> {
            if (!settings.function().equals(FunctionCatalog.SETUP)) {
                throw new IllegalStateException(
                        "there is no client %s: the function 'setup' has not run".formatted(clientId));
            }
            return newToken();
        });
    }

    static AccessToken newToken() {
        return new AccessToken(Slug.nice() + Slug.nice());
    }

    QueueService queue() {
        return QueueService.create(
                QueueConfiguration.DEFAULT
                        .withRetention(delivered.services().retention())
                        .withTaskQueueRules(delivered.services().taskQueues()),
                new QueueService.Ground(
                        tables,
                        new SqsWorkQueues(clients.sqs(), settings.queues()),
                        blobs(),
                        this::issue,
                        events(),
                        clock));
    }

    /** Signed by the client that is the queue's own, as it is now: its token may be changed at any time. */
    private Credentials issue(String clientId, List<String> scopes, Instant start, Instant expiry) {
        Credentials credentials = new Credentials(Bootstrap.QUEUE, ownToken(Bootstrap.QUEUE), Optional.empty());
        return CredentialsIssuer.signedBy(credentials).issue(clientId, scopes, start, expiry);
    }

    private Blobs blobs() {
        return new S3Blobs(
                settings.find(new Variable.BlobBucket()).map(_ -> clients.s3()).orElse(undeclared("blobs")),
                settings.find(new Variable.BlobSigner())
                        .map(clients::presigner)
                        .orElse(undeclared("signed URLs of blobs")),
                settings.find(new Variable.BlobBucket()).orElse(""));
    }

    private EventSink events() {
        Optional<EventSink> sink =
                settings.find(new Variable.EventBus()).map(bus -> new EventBridgeSink(clients.events(), bus));
        return sink.orElse(_ -> {
            throw refused("events");
        });
    }

    /** What the catalogue does not give to this function. */
    private static <T> Supplier<T> undeclared(String what) {
        return () -> {
            throw refused(what);
        };
    }

    private static StoreException refused(String what) {
        return new StoreException.Refused("this function's declaration does not mention " + what);
    }

    /** Answers the requests of some services. */
    HttpService http(Service... services) {
        String version = Optional.ofNullable(Parts.class.getPackage().getImplementationVersion())
                .orElse("development");
        KernelConfiguration configuration = KernelConfiguration.of(settings.get(new Variable.RootUrl()), clock)
                .withVersion(new KernelConfiguration.Version(version, "unknown", SOURCE, "unknown"))
                .withRateLimits(delivered.services().rateLimits());
        return new Kernel(configuration, List.of(services), auth().authenticator(), new SchemaCatalog());
    }
}

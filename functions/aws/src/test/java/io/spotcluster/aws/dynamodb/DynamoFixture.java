package io.spotcluster.aws.dynamodb;

import io.spotcluster.aws.AwsStandIn;
import io.spotcluster.ports.table.TableDefinition;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Clients of a stand-in for the tests of a class; each store that is opened has tables of its own. */
final class DynamoFixture implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    private static final RetryStrategy AT_ONCE = AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .maxAttempts(3)
            .backoffStrategy(BackoffStrategy.retryImmediately())
            .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
            .circuitBreakerEnabled(false)
            .build();

    private final AwsStandIn standIn;
    private Optional<Clients> clients = Optional.empty();

    private record Clients(URI endpoint, DynamoDbClient dynamo, DynamoDbStreamsClient streams) {}

    DynamoFixture(AwsStandIn standIn) {
        this.standIn = standIn;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (clients.isPresent()) {
            return ConditionEvaluationResult.enabled("started");
        }
        return standIn.missing()
                .map(reason -> skipped(context, reason))
                .orElse(ConditionEvaluationResult.enabled("can be started"));
    }

    /** Reports show skipped tests without their reason. */
    private static ConditionEvaluationResult skipped(ExtensionContext context, String reason) {
        System.err.printf("SKIPPED %s: %s%n", context.getDisplayName(), reason);
        return ConditionEvaluationResult.disabled(reason);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        URI endpoint = standIn.endpoint(context);
        clients = Optional.of(
                new Clients(endpoint, client(endpoint, UrlConnectionHttpClient.create()), streams(endpoint)));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        clients.ifPresent(open -> {
            open.dynamo().close();
            open.streams().close();
        });
    }

    DynamoTables open(Clock clock, List<TableDefinition> definitions) {
        return reopen(create(definitions), clock);
    }

    /** New, empty tables. */
    TableNames create(List<TableDefinition> definitions) {
        TableNames names = new TableNames("test-" + UUID.randomUUID());
        new DynamoSchema(client(), names).create(definitions);
        return names;
    }

    /** The store as a new process finds it. */
    DynamoTables reopen(TableNames names, Clock clock) {
        return new DynamoTables(client(), clients.orElseThrow().streams(), names, clock);
    }

    DynamoDbClient client() {
        return clients.orElseThrow().dynamo();
    }

    URI endpoint() {
        return clients.orElseThrow().endpoint();
    }

    /** A client on a network of the test's making; it tries everything three times, without a pause. */
    static DynamoDbClient client(URI endpoint, SdkHttpClient http) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClient(http)
                .overrideConfiguration(configuration -> configuration.retryStrategy(AT_ONCE))
                .build();
    }

    private static DynamoDbStreamsClient streams(URI endpoint) {
        return DynamoDbStreamsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }
}

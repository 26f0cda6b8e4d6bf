package io.spotcluster.aws.dynamodb;

import io.spotcluster.aws.faults.SdkFaults;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.TableDefinition;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/**
 * Creates the DynamoDB tables of definitions, for tests and emulators: billed on demand, with time to live, and with a
 * stream of old and new images where the definition has a feed. In an account the deployment does it, by the same
 * definitions and {@link DynamoLayout}.
 */
public final class DynamoSchema {
    private final DynamoDbClient client;
    private final TableNames names;

    public DynamoSchema(DynamoDbClient client, TableNames names) {
        this.client = client;
        this.names = names;
    }

    /**
     * Creates what is missing, {@link DynamoLayout#CHECKPOINTS} included, and returns when all can be used.
     *
     * @throws StoreException.Refused when a table is there without the stream that its definition needs
     */
    public void create(Collection<TableDefinition> definitions) {
        Set<TableDefinition> all = new LinkedHashSet<>(definitions);
        all.add(DynamoLayout.CHECKPOINTS);
        all.forEach(this::createTable);
        all.forEach(this::prepare);
    }

    private void createTable(TableDefinition table) {
        CreateTableRequest.Builder request = CreateTableRequest.builder()
                .tableName(names.of(table))
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text(DynamoLayout.PARTITION), text(DynamoLayout.SORT))
                .keySchema(key(DynamoLayout.PARTITION, KeyType.HASH), key(DynamoLayout.SORT, KeyType.RANGE));
        if (table.hasFeed()) {
            request.streamSpecification(
                    stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES));
        }
        try {
            client.createTable(request.build());
        } catch (ResourceInUseException e) {
            return; // It is there already.
        } catch (SdkException e) {
            throw SdkFaults.ofWrite("CreateTable of " + names.of(table), e);
        }
    }

    private void prepare(TableDefinition table) {
        String name = names.of(table);
        try (var waiter = client.waiter()) {
            waiter.waitUntilTableExists(
                    request -> request.tableName(name),
                    wait -> wait.backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofSeconds(2))));
            if (table.hasFeed()
                    && client.describeTable(request -> request.tableName(name))
                                    .table()
                                    .latestStreamArn()
                            == null) {
                throw new StoreException.Refused("the DynamoDB table %s has no stream".formatted(name));
            }
            enableExpiry(name);
        } catch (SdkException e) {
            throw SdkFaults.ofWrite("preparing " + name, e);
        }
    }

    private void enableExpiry(String name) {
        TimeToLiveStatus status = client.describeTimeToLive(request -> request.tableName(name))
                .timeToLiveDescription()
                .timeToLiveStatus();
        // DynamoDB refuses to enable what is enabled.
        if (status == TimeToLiveStatus.DISABLED) {
            client.updateTimeToLive(request -> request.tableName(name)
                    .timeToLiveSpecification(
                            expiry -> expiry.attributeName(DynamoLayout.EXPIRES).enabled(true)));
        }
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}

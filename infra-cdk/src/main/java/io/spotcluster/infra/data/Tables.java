package io.spotcluster.infra.data;

import io.spotcluster.aws.dynamodb.DynamoLayout;
import io.spotcluster.aws.dynamodb.TableNames;
import io.spotcluster.infra.Checks;
import io.spotcluster.infra.configuration.Size;
import io.spotcluster.ports.table.TableDefinition;
import java.util.Optional;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.StreamViewType;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.amazon.awscdk.services.kms.IKey;
import software.constructs.Construct;

/** How a {@link TableDefinition} stands in DynamoDB: by {@link DynamoLayout}, which the adapter goes by too. */
final class Tables {
    private Tables() {}

    static Table create(
            Construct scope, TableDefinition definition, TableNames names, Size size, Optional<? extends IKey> key) {
        Table.Builder table = Table.Builder.create(scope, "Table-" + definition.name())
                .tableName(names.of(definition))
                .partitionKey(text(DynamoLayout.PARTITION))
                .sortKey(text(DynamoLayout.SORT))
                .timeToLiveAttribute(DynamoLayout.EXPIRES)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecification.builder()
                        .pointInTimeRecoveryEnabled(size.keepsData())
                        .build())
                .deletionProtection(size.keepsData())
                .removalPolicy(size.keepsData() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
        if (definition.hasFeed()) {
            table.stream(StreamViewType.NEW_AND_OLD_IMAGES);
        }
        key.ifPresentOrElse(
                own -> table.encryption(TableEncryption.CUSTOMER_MANAGED).encryptionKey(own),
                // DynamoDB's own key, which costs nothing.
                () -> table.encryption(TableEncryption.DEFAULT));
        Table made = table.build();
        if (!size.keepsData()) {
            Checks.accept(made, "AwsSolutions-DDB3", "In the size dev nothing is meant to be restored.");
        }
        return made;
    }

    private static Attribute text(String name) {
        return Attribute.builder().name(name).type(AttributeType.STRING).build();
    }
}

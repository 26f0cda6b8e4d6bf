package io.spotcluster.infra.data;

import io.spotcluster.auth.Bootstrap;
import io.spotcluster.aws.dynamodb.TableNames;
import io.spotcluster.infra.Checks;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.workers.WorkersStack;
import io.spotcluster.lambda.catalog.FunctionCatalog;
import io.spotcluster.ports.table.TableDefinition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.secretsmanager.CfnSecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/** Everything that would be missed. In the size prod it outlives its stack. */
public final class DataStack extends Stack {
    private static final int TOKEN_LENGTH = 44;

    /** What ASCII has beside letters and digits, of which an access token consists. */
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /** The client whose access token is in the secret. */
    public static final String ROOT_CLIENT = Bootstrap.ROOT;

    private final Key tokenKey;
    private final Secret rootToken;
    private final Bucket blobs;
    private final Map<TableDefinition, Table> tables = new LinkedHashMap<>();

    public DataStack(Construct scope, String id, StackProps props, Configuration configuration) {
        super(scope, id, props);
        boolean keeps = configuration.size().keepsData();
        RemovalPolicy removal = keeps ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
        tokenKey = key("TokenKey", "Wraps the key of the access tokens, and encrypts the root token", removal);
        rootToken = Secret.Builder.create(this, "RootToken")
                .secretName(rootTokenName(configuration.deployment()))
                .description("The access token of the client static/taskcluster/root, which may do everything")
                .encryptionKey(tokenKey)
                .generateSecretString(SecretStringGenerator.builder()
                        .passwordLength(TOKEN_LENGTH)
                        .excludeCharacters(PUNCTUATION)
                        .build())
                .removalPolicy(removal)
                .build();
        Checks.accept(
                rootToken,
                "AwsSolutions-SMG4",
                "A new root token must reach the table of clients as well: docs/manual/aws/operations.md has the steps. Nothing uses it day to day.");
        configuration.workers().ifPresent(_ -> workerSecret(configuration.deployment()));
        Optional<Key> dataKey = keeps ? Optional.of(dataKey(removal)) : Optional.empty();
        TableNames names = new TableNames(configuration.deployment());
        for (TableDefinition definition : FunctionCatalog.TABLES) {
            tables.put(definition, Tables.create(this, definition, names, configuration.size(), dataKey));
        }
        blobs = Buckets.blobs(
                this,
                blobBucketName(configuration.deployment(), getAccount(), getRegion()),
                configuration.size(),
                dataKey);
    }

    /** Its token is CloudFormation's; what else is in it the function setup writes. Machines need no key to read it. */
    private void workerSecret(String deployment) {
        Secret secret = Secret.Builder.create(this, "Worker")
                .secretName(WorkersStack.secretName(deployment))
                .description("As whom the machines of this deployment claim, and where")
                .generateSecretString(SecretStringGenerator.builder()
                        .secretStringTemplate("{}")
                        .generateStringKey("accessToken")
                        .passwordLength(TOKEN_LENGTH)
                        .excludeCharacters(PUNCTUATION)
                        .build())
                // It comes and goes with the machines: another one is as good.
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        Checks.accept(
                secret,
                "AwsSolutions-SMG4",
                "A new token must reach the table of clients and every machine as well: docs/manual/aws/operations.md has the steps.");
    }

    /** The name of the secret whose text is the access token of {@link #ROOT_CLIENT}. */
    public static String rootTokenName(String deployment) {
        return deployment + "/root-token";
    }

    /** Buckets share one namespace with all the world, hence account and region. */
    public static String blobBucketName(String deployment, String account, String region) {
        return "%s-blobs-%s-%s".formatted(deployment, account, region);
    }

    private Key key(String id, String description, RemovalPolicy removal) {
        return Key.Builder.create(this, id)
                .description(description)
                .enableKeyRotation(true)
                .pendingWindow(Duration.days(7))
                .removalPolicy(removal)
                .build();
    }

    /** May be used through DynamoDB by whoever in this account may use the tables: functions need no permission of their own. */
    private Key dataKey(RemovalPolicy removal) {
        Key key = key("DataKey", "Encrypts tables and blobs", removal);
        key.addToResourcePolicy(PolicyStatement.Builder.create()
                .sid("ThroughDynamoDB")
                .principals(List.of(new AnyPrincipal()))
                .actions(List.of(
                        "kms:Encrypt",
                        "kms:Decrypt",
                        "kms:ReEncrypt*",
                        "kms:GenerateDataKey*",
                        "kms:DescribeKey",
                        "kms:CreateGrant"))
                .resources(List.of("*"))
                .conditions(Map.of(
                        "StringEquals",
                        new TreeMap<>(Map.of(
                                "kms:CallerAccount",
                                getAccount(),
                                "kms:ViaService",
                                "dynamodb.%s.amazonaws.com".formatted(getRegion())))))
                .build());
        return key;
    }

    public Key tokenKey() {
        return tokenKey;
    }

    public String rootTokenArn() {
        return arn(rootToken);
    }

    /** By its attribute: emulators answer a mere reference with the name. */
    private static String arn(Secret secret) {
        return ((CfnSecret) Objects.requireNonNull(secret.getNode().getDefaultChild())).getAttrId();
    }

    public Bucket blobs() {
        return blobs;
    }

    public Map<TableDefinition, Table> tables() {
        return Collections.unmodifiableMap(tables);
    }

    public Table table(TableDefinition definition) {
        Table table = tables.get(definition);
        if (table == null) {
            throw new IllegalArgumentException("the catalogue has no table " + definition.name());
        }
        return table;
    }
}

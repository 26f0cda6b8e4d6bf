package io.spotcluster.lambda.deployment;

import io.spotcluster.api.json.Json;
import io.spotcluster.aws.StandInClients;
import io.spotcluster.aws.clients.AwsClients;
import io.spotcluster.aws.dynamodb.DynamoSchema;
import io.spotcluster.aws.dynamodb.TableNames;
import io.spotcluster.aws.secrets.SecretTexts;
import io.spotcluster.aws.sqs.QueueUrls;
import io.spotcluster.aws.sqs.SqsSchema;
import io.spotcluster.configuration.ConfigurationFile;
import io.spotcluster.configuration.Delivery;
import io.spotcluster.lambda.catalog.FunctionCatalog;
import io.spotcluster.lambda.catalog.FunctionDefinition;
import io.spotcluster.lambda.catalog.Variable;
import io.spotcluster.lambda.sources.LambdaFunction;
import io.spotcluster.lambda.wiring.Functions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import tools.jackson.databind.node.ObjectNode;

/**
 * A deployment on a stand-in, made from the catalogue as infra-cdk makes one. Each function runs in this process with the
 * credentials of a role that may do what the catalogue declares, which the stand-in enforces.
 */
final class TestDeployment {
    static final String ROOT_URL = "https://ci.example.com";
    static final String API_URL = "https://abc.execute-api.us-east-1.amazonaws.com";
    static final String ROOT_TOKEN = "a-root-token-of-44-letters-and-digits-123456";
    static final String WORKER_TOKEN = "a-token-for-machines-of-44-letters-and-12345";

    private static final String TRUST = """
            {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "sts:AssumeRole"}]}""";

    private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final StandInClients aws;
    private final AwsClients operator;
    private final RolePolicy.Arns arns;
    private final QueueUrls queues;
    private final Path unpacked;
    private final Map<FunctionDefinition, String> roles = new HashMap<>();

    /** @param unpacked a folder that stands for where Lambda unpacks the package */
    TestDeployment(StandInClients aws, Path unpacked) {
        this.aws = aws;
        this.unpacked = unpacked;
        this.operator = aws.clients();
        TableNames tables = new TableNames(name);
        new DynamoSchema(operator.dynamo().get(), tables).create(FunctionCatalog.TABLES);
        queues = new SqsSchema(operator.sqs().get(), name).create(FunctionCatalog.WORK_QUEUES);
        operator.s3().get().createBucket(request -> request.bucket(name));
        String bus = operator.events()
                .get()
                .createEventBus(request -> request.name(name))
                .eventBusArn();
        String key = operator.kms().get().createKey().keyMetadata().arn();
        String rootToken = secret("root-token", ROOT_TOKEN);
        String configured = secret("configuration", "{}");
        String worker = secret("worker", "{\"accessToken\": \"%s\"}".formatted(WORKER_TOKEN));
        String signer = role("signer", RolePolicy.ofSigner(name));
        arns = new RolePolicy.Arns(tables, queueArns(), name, signer, bus, key, rootToken, configured, worker);
    }

    private String secret(String which, String text) {
        return operator.secrets()
                .get()
                .createSecret(request -> request.name(name + "/" + which).secretString(text))
                .arn();
    }

    /** What the operator would see in the secret of the machines. */
    String workerSecret() {
        return new SecretTexts(operator.secrets()).read(name + "/worker");
    }

    void writeWorkerSecret(String text) {
        new SecretTexts(operator.secrets()).write(name + "/worker", text);
    }

    /** As if somebody had written it by hand; functions are told of no version of it. */
    void writeConfiguredSecrets(ConfigurationFile services, String text) throws IOException {
        new SecretTexts(operator.secrets()).write(name + "/configuration", text);
        Files.writeString(
                unpacked.resolve(Delivery.FILE),
                new Delivery(services.document(), Optional.empty(), Optional.empty()).toJson());
    }

    /** As `./spotcluster deploy` does; functions that are started later go by it. */
    void configure(ConfigurationFile services, Delivery.Pool pool) {
        ObjectNode texts = Json.MAPPER.createObjectNode();
        services.secrets().forEach((secret, text) -> texts.put(secret, text.reveal()));
        String version = operator.secrets()
                .get()
                .putSecretValue(
                        request -> request.secretId(name + "/configuration").secretString(Json.write(texts)))
                .versionId();
        // Another one is the newest: functions must find theirs.
        new SecretTexts(operator.secrets()).write(name + "/configuration", "{}");
        try {
            Files.writeString(
                    unpacked.resolve(Delivery.FILE),
                    new Delivery(services.document(), Optional.of(version), Optional.of(pool)).toJson());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TableNames tables() {
        return arns.tables();
    }

    QueueUrls queues() {
        return queues;
    }

    /** The function as its process has it after a cold start. */
    LambdaFunction start(FunctionDefinition function) {
        return Functions.of(environment(function));
    }

    Map<String, String> environment(FunctionDefinition function) {
        Map<String, String> environment = new HashMap<>(aws.environment());
        String role = roles.computeIfAbsent(function, one -> role(one.name(), RolePolicy.of(one, arns)));
        Credentials session = session(role);
        environment.put("LAMBDA_TASK_ROOT", unpacked.toString());
        environment.put("AWS_ACCESS_KEY_ID", session.accessKeyId());
        environment.put("AWS_SECRET_ACCESS_KEY", session.secretAccessKey());
        environment.put("AWS_SESSION_TOKEN", session.sessionToken());
        for (Variable variable : function.variables()) {
            environment.put(variable.name(), value(function, variable));
        }
        return environment;
    }

    private String value(FunctionDefinition function, Variable variable) {
        return switch (variable) {
            case Variable.Function() -> function.name();
            case Variable.Deployment() -> name;
            case Variable.RootUrl() -> ROOT_URL;
            case Variable.ApiUrl() -> API_URL;
            case Variable.WorkQueueUrl url -> queues.urls().get(url.queue().name());
            case Variable.BlobBucket() -> name;
            case Variable.BlobSigner() -> arns.signer();
            case Variable.EventBus() -> name;
            case Variable.TokenKey() -> arns.key();
            case Variable.RootToken() -> arns.rootToken();
        };
    }

    private Map<String, String> queueArns() {
        Map<String, String> found = new HashMap<>();
        queues.urls()
                .forEach((queue, url) -> found.put(
                        queue,
                        operator.sqs()
                                .get()
                                .getQueueAttributes(
                                        request -> request.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                                .attributes()
                                .get(QueueAttributeName.QUEUE_ARN)));
        return found;
    }

    private String role(String function, String policy) {
        String role = name + "-" + function;
        try (IamClient iam = IamClient.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(operatorCredentials())
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            String arn = iam.createRole(request -> request.roleName(role).assumeRolePolicyDocument(TRUST))
                    .role()
                    .arn();
            if (policy.contains("Allow")) {
                iam.putRolePolicy(
                        request -> request.roleName(role).policyName("declared").policyDocument(policy));
            }
            return arn;
        }
    }

    private Credentials session(String role) {
        try (StsClient sts = StsClient.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(operatorCredentials())
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            return sts.assumeRole(request -> request.roleArn(role).roleSessionName("function"))
                    .credentials();
        }
    }

    private URI endpoint() {
        return URI.create(aws.environment().get("AWS_ENDPOINT_URL"));
    }

    private static StaticCredentialsProvider operatorCredentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    }
}

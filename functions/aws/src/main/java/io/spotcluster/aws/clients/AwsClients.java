package io.spotcluster.aws.clients;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * The clients of a process: each is made when it is first asked for, since that costs tens of milliseconds and a function
 * needs few of them. They share one HTTP client, the JDK's own, and live as long as the process.
 */
public final class AwsClients {
    private static final Duration CONNECTING = Duration.ofSeconds(2);
    /** Above the 20 seconds for which SQS may hold an answer back. */
    private static final Duration ANSWERING = Duration.ofSeconds(25);

    /** The longest session that a role may have which another role assumed. */
    private static final Duration SIGNING_SESSION = Duration.ofHours(1);

    /** A signing session has at least this left when a URL is signed: so long are URLs valid at most. */
    private static final Duration URLS_VALID = Duration.ofMinutes(46);

    /** The SDK looks into the files of a home directory otherwise. */
    private static final ProfileFile NO_PROFILES = ProfileFile.aggregator().build();

    private final AwsSettings settings;
    private final Supplier<SdkHttpClient> http = new Lazy<>(() -> UrlConnectionHttpClient.builder()
            .connectionTimeout(CONNECTING)
            .socketTimeout(ANSWERING)
            .build());
    private final Supplier<DynamoDbClient> dynamo = new Lazy<>(
            () -> configured(DynamoDbClient.builder()).httpClient(http().get()).build());
    private final Supplier<SqsClient> sqs = new Lazy<>(
            () -> configured(SqsClient.builder()).httpClient(http().get()).build());
    private final Supplier<EventBridgeClient> events = new Lazy<>(() ->
            configured(EventBridgeClient.builder()).httpClient(http().get()).build());
    private final Supplier<KmsClient> kms = new Lazy<>(
            () -> configured(KmsClient.builder()).httpClient(http().get()).build());
    private final Supplier<SecretsManagerClient> secrets = new Lazy<>(() ->
            configured(SecretsManagerClient.builder()).httpClient(http().get()).build());
    private final Supplier<StsClient> sts = new Lazy<>(
            () -> configured(StsClient.builder()).httpClient(http().get()).build());
    private final Supplier<S3Client> s3 = new Lazy<>(() -> configured(S3Client.builder())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClient(http().get())
            .build());

    private AwsClients(AwsSettings settings) {
        this.settings = settings;
    }

    /**
     * @param environment of a function: {@code AWS_REGION} and credentials as Lambda gives them, and {@code AWS_ENDPOINT_URL}
     *     for an emulator
     * @throws IllegalArgumentException naming what is missing
     */
    public static AwsClients of(Map<String, String> environment) {
        return new AwsClients(AwsSettings.of(environment));
    }

    public Supplier<DynamoDbClient> dynamo() {
        return dynamo;
    }

    public Supplier<SqsClient> sqs() {
        return sqs;
    }

    public Supplier<EventBridgeClient> events() {
        return events;
    }

    public Supplier<KmsClient> kms() {
        return kms;
    }

    public Supplier<SecretsManagerClient> secrets() {
        return secrets;
    }

    public Supplier<S3Client> s3() {
        return s3;
    }

    /**
     * Signs URLs as another role, in sessions that outlast them: a function does not know when its own session ends.
     *
     * @param role its ARN; this process's role may assume it
     */
    public Supplier<S3Presigner> presigner(String role) {
        return new Lazy<>(() -> presigner(StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts.get())
                .refreshRequest(request -> request.roleArn(role)
                        .roleSessionName("spotcluster-" + UUID.randomUUID())
                        .durationSeconds(Math.toIntExact(SIGNING_SESSION.toSeconds())))
                .staleTime(URLS_VALID)
                .prefetchTime(URLS_VALID)
                .build()));
    }

    private S3Presigner presigner(AwsCredentialsProvider credentials) {
        S3Presigner.Builder builder = S3Presigner.builder()
                .region(settings.region())
                .credentialsProvider(credentials)
                .serviceConfiguration(
                        S3Configuration.builder().profileFile(() -> NO_PROFILES).build());
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** For a lambda expression above, where the field may not be named before it is set. */
    private Supplier<SdkHttpClient> http() {
        return http;
    }

    private <B extends AwsClientBuilder<B, C>, C> B configured(B builder) {
        builder.region(settings.region())
                .credentialsProvider(settings.credentials())
                .overrideConfiguration(configuration -> configuration.defaultProfileFile(NO_PROFILES));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder;
    }
}

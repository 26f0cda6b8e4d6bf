package io.spotcluster.infra.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The few things that commands ask of AWS themselves, with the credentials that CDK's command line would find too. */
final class Aws implements AutoCloseable {
    private final SdkHttpClient http = UrlConnectionHttpClient.create();

    private <B extends AwsClientBuilder<B, C>, C> B in(String region, B builder) {
        return builder.region(Region.of(region));
    }

    String account(String region) {
        try (StsClient sts = in(region, StsClient.builder()).httpClient(http).build()) {
            return sts.getCallerIdentity().account();
        }
    }

    String parameter(String region, String name) {
        try (SsmClient ssm = in(region, SsmClient.builder()).httpClient(http).build()) {
            return ssm.getParameter(request -> request.name(name)).parameter().value();
        }
    }

    /** How many calls of functions may run at once in the account. */
    int functionConcurrency(String region) {
        try (LambdaClient lambda =
                in(region, LambdaClient.builder()).httpClient(http).build()) {
            return lambda.getAccountSettings(request -> {}).accountLimit().concurrentExecutions();
        }
    }

    /** Calls a function, and waits for its end. */
    void call(String region, String function) throws CommandFailed {
        try (LambdaClient lambda =
                in(region, LambdaClient.builder()).httpClient(http).build()) {
            InvokeResponse response = lambda.invoke(request -> request.functionName(function));
            if (response.functionError() != null) {
                throw new CommandFailed(
                        ExitCode.FAILED,
                        "the function %s failed: %s"
                                .formatted(function, response.payload().asString(StandardCharsets.UTF_8)));
            }
        }
    }

    /** Deletes all objects of a bucket. */
    void empty(String region, String bucket) {
        try (S3Client s3 = in(region, S3Client.builder())
                .forcePathStyle(System.getenv("AWS_ENDPOINT_URL") != null)
                .httpClient(http)
                .build()) {
            for (ListObjectVersionsResponse page : s3.listObjectVersionsPaginator(request -> request.bucket(bucket))) {
                List<ObjectIdentifier> objects = Stream.concat(
                                page.versions().stream().map(one -> identifier(one.key(), one.versionId())),
                                page.deleteMarkers().stream().map(one -> identifier(one.key(), one.versionId())))
                        .toList();
                if (!objects.isEmpty()) {
                    s3.deleteObjects(request -> request.bucket(bucket)
                            .delete(delete -> delete.objects(objects).quiet(true)));
                }
            }
        }
    }

    private static ObjectIdentifier identifier(String key, String versionId) {
        return ObjectIdentifier.builder().key(key).versionId(versionId).build();
    }

    @Override
    public void close() {
        http.close();
    }
}

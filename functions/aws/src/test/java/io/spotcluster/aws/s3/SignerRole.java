package io.spotcluster.aws.s3;

import io.spotcluster.aws.StandInClients;
import io.spotcluster.ports.blobs.Blobs;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;

/** Blobs as a function has them: URLs are signed by a role that may do nothing but GET and PUT. */
final class SignerRole {
    private static final String ANYBODY_OF_THE_ACCOUNT = """
            {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "sts:AssumeRole"}]}""";

    /** Of the account's objects, since ministack's {@code *} after a bucket does not match names with a line break. */
    private static final String GET_AND_PUT = """
            {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"], "Resource": "*"}]}""";

    private SignerRole() {}

    /** In a new bucket. */
    static Blobs blobs(StandInClients aws, String bucket) {
        aws.clients().s3().get().createBucket(request -> request.bucket(bucket));
        try (IamClient iam = iam(URI.create(aws.environment().get("AWS_ENDPOINT_URL")))) {
            String role = iam.createRole(
                            request -> request.roleName(bucket).assumeRolePolicyDocument(ANYBODY_OF_THE_ACCOUNT))
                    .role()
                    .arn();
            iam.putRolePolicy(
                    request -> request.roleName(bucket).policyName("blobs").policyDocument(GET_AND_PUT));
            return new S3Blobs(aws.clients().s3(), aws.clients().presigner(role), bucket);
        }
    }

    private static IamClient iam(URI endpoint) {
        return IamClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }
}

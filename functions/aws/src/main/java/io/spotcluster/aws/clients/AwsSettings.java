package io.spotcluster.aws.clients;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * Where AWS is and who asks it, from the environment that Lambda gives to a function. The SDK's own chain of sources would
 * find the same, but looks at files first, which costs time at each cold start.
 *
 * @param endpoint of an emulator, for all services; AWS itself, if absent
 */
record AwsSettings(Region region, AwsCredentialsProvider credentials, Optional<URI> endpoint) {
    /** @throws IllegalArgumentException naming what is missing */
    static AwsSettings of(Map<String, String> environment) {
        return new AwsSettings(
                Region.of(required(environment, "AWS_REGION")),
                credentials(environment),
                Optional.ofNullable(environment.get("AWS_ENDPOINT_URL")).map(URI::create));
    }

    private static AwsCredentialsProvider credentials(Map<String, String> environment) {
        // Functions that were restored from a snapshot are given these instead, since those of the snapshot are too
        // old.
        if (environment.containsKey("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
            return ContainerCredentialsProvider.create();
        }
        String id = required(environment, "AWS_ACCESS_KEY_ID");
        String secret = required(environment, "AWS_SECRET_ACCESS_KEY");
        String session = environment.get("AWS_SESSION_TOKEN");
        return StaticCredentialsProvider.create(
                session == null || session.isEmpty()
                        ? AwsBasicCredentials.create(id, secret)
                        : AwsSessionCredentials.create(id, secret, session));
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("the environment variable " + name + " is missing");
        }
        return value;
    }
}

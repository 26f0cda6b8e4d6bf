package io.spotcluster.auth.aws;

import io.spotcluster.api.configuration.ConfigurationDocument;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Which buckets {@code awsS3Credentials} opens: {@code auth.aws} of the configuration.
 *
 * @param region whose STS is asked
 * @param stsEndpoint of a stand-in for AWS STS
 * @param roles the ARN of the role that is taken on, by the name of the bucket
 */
public record AwsAccess(String region, Optional<URI> stsEndpoint, Map<String, String> roles) {
    public AwsAccess {
        roles = Map.copyOf(roles);
    }

    /** Nothing, if AWS is not configured. */
    public static Optional<AwsAccess> read(ConfigurationDocument document) {
        JsonNode aws = document.at("/auth/aws");
        if (aws.isMissingNode()) {
            return Optional.empty();
        }
        Map<String, String> roles = new TreeMap<>();
        for (JsonNode role : aws.path("roles")) {
            String arn = role.path("roleArn").stringValue();
            for (JsonNode bucket : role.path("buckets")) {
                if (roles.put(bucket.stringValue(), arn) != null) {
                    document.fault(
                            "$.auth.aws.roles", "the bucket '%s' stands there twice".formatted(bucket.stringValue()));
                }
            }
        }
        return Optional.of(new AwsAccess(
                aws.path("region").stringValue(),
                Optional.of(aws.path("stsEndpoint"))
                        .filter(JsonNode::isString)
                        .map(url -> URI.create(url.stringValue())),
                roles));
    }
}

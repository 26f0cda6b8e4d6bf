package io.spotcluster.aws.sts;

import io.spotcluster.ports.session.CloudSessions;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.PackedPolicyTooLargeException;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * Sessions by {@code AssumeRole} with a session policy. (Not by {@code GetFederationToken}: that is for the keys of a user, and
 * a Lambda function has those of a role.) AWS lets a chained role session last one hour at most.
 */
public final class StsSessions implements CloudSessions, AutoCloseable {
    private final StsClient sts;

    public StsSessions(StsClient sts) {
        this.sts = sts;
    }

    /**
     * With the credentials that the process finds in its surroundings, as every AWS SDK does.
     *
     * @param endpoint of a stand-in
     */
    public static StsSessions in(String region, Optional<URI> endpoint) {
        StsClientBuilder builder =
                StsClient.builder().region(Region.of(region)).httpClientBuilder(UrlConnectionHttpClient.builder());
        endpoint.ifPresent(builder::endpointOverride);
        return new StsSessions(builder.build());
    }

    @Override
    public Session open(SessionRequest request) {
        try {
            AssumeRoleResponse response = sts.assumeRole(AssumeRoleRequest.builder()
                    .roleArn(request.role())
                    .roleSessionName(request.name())
                    .policy(request.policy())
                    .durationSeconds(seconds(request.lifetime()))
                    .build());
            Credentials credentials = response.credentials();
            return new Session(
                    credentials.accessKeyId(),
                    credentials.secretAccessKey(),
                    credentials.sessionToken(),
                    credentials.expiration().truncatedTo(ChronoUnit.MILLIS));
        } catch (PackedPolicyTooLargeException e) {
            throw new SessionException.PolicyTooLarge("the policy is too large for a session", e);
        } catch (StsException e) {
            throw e.statusCode() >= 500 || e.isThrottlingException()
                    ? new SessionException.Unavailable("STS answers with status " + e.statusCode(), e)
                    : new SessionException.Denied("STS gives no session for the role %s".formatted(request.role()), e);
        } catch (SdkClientException e) {
            throw new SessionException.Unavailable("STS cannot be asked", e);
        } catch (SdkException e) {
            throw new SessionException.Denied("STS gives no session for the role %s".formatted(request.role()), e);
        }
    }

    private static int seconds(Duration lifetime) {
        return Math.toIntExact(lifetime.toSeconds());
    }

    @Override
    public void close() {
        sts.close();
    }
}

package io.spotcluster.queue.claim;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.TemporaryCredentials;
import java.time.Instant;
import java.util.List;

/** Signs the credentials with which tasks act. */
@FunctionalInterface
public interface CredentialsIssuer {
    Credentials issue(String clientId, List<String> scopes, Instant start, Instant expiry);

    /** @param issuer must hold {@code auth:create-client:task-client/*} and every scope that any task may have */
    static CredentialsIssuer signedBy(Credentials issuer) {
        return (clientId, scopes, start, expiry) ->
                TemporaryCredentials.issueNamed(issuer, clientId, scopes, start, expiry);
    }
}

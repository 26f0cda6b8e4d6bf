package io.spotcluster.lambda.wiring;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Identity;
import io.spotcluster.auth.AuthService;
import io.spotcluster.auth.Bootstrap;
import io.spotcluster.base.Slug;

/**
 * Makes what must be there before the first request. The root client's token is the deployment's, which shows it to the
 * operator; that of the queue's client nobody needs to know, so it is made here, and kept.
 */
record Setup(Parts parts) implements Runnable {
    @Override
    public void run() {
        parts.tokenKeys().ensure();
        AuthService auth = parts.auth();
        AccessToken queueToken = auth.identities()
                .client(Bootstrap.QUEUE)
                .map(Identity::accessToken)
                .orElseGet(() -> new AccessToken(Slug.nice() + Slug.nice()));
        auth.bootstrap().ensure(parts.rootToken(), queueToken);
    }
}

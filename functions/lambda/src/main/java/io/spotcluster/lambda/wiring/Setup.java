package io.spotcluster.lambda.wiring;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.auth.Bootstrap;
import io.spotcluster.auth.clients.StaticClient;
import io.spotcluster.lambda.catalog.Variable;
import java.util.List;

/**
 * Makes what must be there before the first request. The root client's token is the deployment's, which shows it to the
 * operator, and that of the machines' client is in a secret for them; those of the queue's and of sign-in's client nobody needs to
 * know, so they are made here, and kept.
 */
record Setup(Parts parts) implements Runnable {
    @Override
    public void run() {
        parts.tokenKeys().ensure();
        AccessToken queueToken = parts.ownToken(Bootstrap.QUEUE);
        WorkerCredentials credentials = new WorkerCredentials(
                parts.secrets(),
                parts.settings().get(new Variable.Deployment()),
                parts.settings().get(new Variable.RootUrl()),
                parts.settings().get(new Variable.ApiUrl()));
        List<StaticClient> machines =
                parts.delivered().pool().map(credentials::ensure).stream().toList();
        parts.auth().bootstrap().ensure(parts.rootToken(), queueToken, machines);
    }
}

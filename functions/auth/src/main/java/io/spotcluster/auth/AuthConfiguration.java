package io.spotcluster.auth;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.configuration.ConfigurationDocument;
import io.spotcluster.api.configuration.SecretText;
import io.spotcluster.auth.aws.AwsAccess;
import io.spotcluster.auth.clients.StaticClient;
import io.spotcluster.auth.github.GithubAccess;
import io.spotcluster.auth.guard.ProtectedScopes;
import io.spotcluster.auth.sentry.SentryAccess;
import io.spotcluster.auth.signin.Provider;
import io.spotcluster.auth.websocktunnel.WebsocktunnelHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What may be chosen for auth: the parts {@code auth} and {@code signIn} of the configuration, which {@code
 * schemas/configuration/v1/deployment.json} describes.
 *
 * @param rootToken of the client {@link Bootstrap#ROOT}; whoever starts auth has another one ready, if absent
 * @param staticClients beside Taskcluster's own
 * @param auditRetention how long entries of the audit history are kept. Default: a year
 * @param signIn by whom people can sign in
 * @param protectedScopes which no change of a role or client may open to somebody without a word
 */
public record AuthConfiguration(
        Optional<AccessToken> rootToken,
        List<StaticClient> staticClients,
        Duration auditRetention,
        Optional<AwsAccess> aws,
        Optional<SecretText> websocktunnel,
        Optional<SentryAccess> sentry,
        Optional<GithubAccess> github,
        List<Provider> signIn,
        ProtectedScopes protectedScopes) {
    private static final int AUDIT_RETENTION_DAYS = 365;

    /** Nothing is configured. */
    public static final AuthConfiguration NONE = read(ConfigurationDocument.none());

    public AuthConfiguration {
        staticClients = List.copyOf(staticClients);
        signIn = List.copyOf(signIn);
    }

    /** Reports faults to the document. */
    public static AuthConfiguration read(ConfigurationDocument document) {
        return new AuthConfiguration(
                StaticClient.readToken(document, "$.auth.rootAccessToken", document.at("/auth/rootAccessToken")),
                StaticClient.readAll(document),
                Duration.ofDays(document.at("/auth/auditRetentionDays").asInt(AUDIT_RETENTION_DAYS)),
                AwsAccess.read(document),
                WebsocktunnelHandlers.readSecret(document),
                SentryAccess.read(document),
                GithubAccess.read(document),
                Provider.readAll(document),
                ProtectedScopes.read(document));
    }
}

package io.spotcluster.auth;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.audit.AuditTrail;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.HawkAuthenticator;
import io.spotcluster.api.authentication.Identities;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.auth.audit.AuditHandlers;
import io.spotcluster.auth.audit.AuditStore;
import io.spotcluster.auth.aws.AwsHandlers;
import io.spotcluster.auth.clients.ClientExpiry;
import io.spotcluster.auth.clients.ClientHandlers;
import io.spotcluster.auth.clients.ClientStore;
import io.spotcluster.auth.clients.StaticClients;
import io.spotcluster.auth.clients.TokenCipher;
import io.spotcluster.auth.github.GithubApps;
import io.spotcluster.auth.github.GithubHandlers;
import io.spotcluster.auth.guard.ScopeGuard;
import io.spotcluster.auth.reach.ExplainHandler;
import io.spotcluster.auth.reach.ReachHandler;
import io.spotcluster.auth.reach.ReachMethods;
import io.spotcluster.auth.roles.RoleHandlers;
import io.spotcluster.auth.roles.RoleStore;
import io.spotcluster.auth.scopes.ScopeHandlers;
import io.spotcluster.auth.sentry.SentryHandlers;
import io.spotcluster.auth.sentry.SentryKeys;
import io.spotcluster.auth.signin.LoginApi;
import io.spotcluster.auth.signin.SignIn;
import io.spotcluster.auth.testing.TestingHandlers;
import io.spotcluster.auth.websocktunnel.WebsocktunnelHandlers;
import io.spotcluster.ports.session.CloudSessions;
import io.spotcluster.ports.table.Tables;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Auth, wired. Every service of a process authenticates by {@link #authenticator}, so that a change made through the API of
 * this process is seen by all of them at once.
 *
 * @param api the declarations of the service
 * @param login the declarations of sign-in
 * @param audit for every service that changes what the audit history is about
 * @param chores what has to be done now and then
 */
public record AuthService(
        Service api,
        Service login,
        HawkAuthenticator authenticator,
        Identities identities,
        Bootstrap bootstrap,
        AuditTrail audit,
        AuthChores chores) {
    /** A revocation made in another process is noticed within this: the promise is ten seconds. */
    public static final Duration KEPT_FOR = Duration.ofSeconds(5);

    /**
     * What auth stands on.
     *
     * @param sessions in the account whose buckets the configuration names; absent without AWS
     * @param loginToken of the client {@link SignIn#ISSUER}; asked for only where somebody can sign in
     * @param hosts under which clients address this deployment, for signatures
     * @param keptFor how long a change made in another process may go unnoticed; {@link #KEPT_FOR} unless there is a reason
     */
    public record Ground(
            Tables tables,
            TokenCipher cipher,
            Optional<CloudSessions> sessions,
            Supplier<AccessToken> loginToken,
            List<SignedHost> hosts,
            Clock clock,
            Duration keptFor) {
        /** Where nobody can sign in. */
        public static final Supplier<AccessToken> NO_LOGIN = () -> {
            throw new IllegalStateException("there is no token of the client '%s' here".formatted(SignIn.ISSUER));
        };

        public Ground {
            hosts = List.copyOf(hosts);
        }
    }

    public static AuthService create(AuthConfiguration configuration, Ground ground) {
        Clock clock = ground.clock();
        ClientStore clients = new ClientStore(ground.tables(), ground.cipher(), clock, ground.keptFor());
        RoleStore roles = new RoleStore(ground.tables(), clock, ground.keptFor());
        AuditStore audit = new AuditStore(ground.tables(), clock, configuration.auditRetention());
        Identities identities = new StoredIdentities(clients, roles);
        HawkAuthenticator authenticator = new HawkAuthenticator(identities, ground.hosts(), clock);
        ScopeGuard guard = new ScopeGuard(
                configuration.protectedScopes(), () -> clients.all().map(client -> client.holder(clock.instant())));
        Optional<SentryKeys> sentry = configuration.sentry().map(access -> new SentryKeys(access, clock));
        List<ApiMethod> others = new ArrayList<>(AuditMethods.of(new AuditHandlers(audit)));
        others.addAll(
                ReachMethods.of(new ExplainHandler(clients, roles, clock), new ReachHandler(clients, roles, clock)));
        others.addAll(DelegatedMethods.of(
                new AwsHandlers(
                        configuration
                                .aws()
                                .flatMap(access ->
                                        ground.sessions().map(sessions -> new AwsHandlers.Granting(access, sessions))),
                        clock),
                new SentryHandlers(sentry),
                new WebsocktunnelHandlers(configuration.websocktunnel(), clock),
                new GithubHandlers(configuration.github().map(access -> new GithubApps(access, clock)))));
        Service api = AuthApi.of(
                new ClientHandlers(clients, roles, guard, audit, clock),
                new RoleHandlers(roles, guard, audit, clock),
                new ScopeHandlers(roles, authenticator),
                new TestingHandlers(ground.hosts(), clock),
                others);
        SignIn signIn = new SignIn(configuration.signIn(), ground.loginToken(), roles, clock);
        return new AuthService(
                api,
                LoginApi.of(signIn),
                authenticator,
                identities,
                new Bootstrap(
                        new StaticClients(clients, audit, clock), configuration.staticClients(), signIn, roles, clock),
                audit,
                new AuthChores(clients, new ClientExpiry(clients, audit, Bootstrap.AUTHORITY, clock), sentry));
    }
}

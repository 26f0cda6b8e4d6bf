package io.spotcluster.auth;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.authentication.HawkAuthenticator;
import io.spotcluster.api.authentication.Identities;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.auth.clients.ClientHandlers;
import io.spotcluster.auth.clients.ClientStore;
import io.spotcluster.auth.clients.TokenCipher;
import io.spotcluster.auth.guard.ProtectedScopes;
import io.spotcluster.auth.guard.ScopeGuard;
import io.spotcluster.auth.reach.ExplainHandler;
import io.spotcluster.auth.reach.ReachHandler;
import io.spotcluster.auth.reach.ReachMethods;
import io.spotcluster.auth.roles.RoleHandlers;
import io.spotcluster.auth.roles.RoleStore;
import io.spotcluster.auth.scopes.ScopeHandlers;
import io.spotcluster.auth.testing.TestingHandlers;
import io.spotcluster.ports.table.Tables;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Auth, wired. Every service of a process authenticates by {@link #authenticator}, so that a change made through the API of
 * this process is seen by all of them at once.
 *
 * @param api the declarations of the service
 */
public record AuthService(Service api, HawkAuthenticator authenticator, Identities identities, Bootstrap bootstrap) {
    /** A revocation made in another process is noticed within this: the promise is ten seconds. */
    public static final Duration KEPT_FOR = Duration.ofSeconds(5);

    /**
     * @param hosts under which clients address this deployment, for signatures
     * @param keptFor how long a change made in another process may go unnoticed; {@link #KEPT_FOR} unless there is a reason
     */
    public static AuthService create(
            Tables tables, TokenCipher cipher, List<SignedHost> hosts, Clock clock, Duration keptFor) {
        return create(tables, cipher, hosts, clock, keptFor, ProtectedScopes.NONE);
    }

    /** @param protectedScopes which no change of a role or client may open to somebody without a word */
    public static AuthService create(
            Tables tables,
            TokenCipher cipher,
            List<SignedHost> hosts,
            Clock clock,
            Duration keptFor,
            ProtectedScopes protectedScopes) {
        ClientStore clients = new ClientStore(tables, cipher, clock, keptFor);
        RoleStore roles = new RoleStore(tables, clock, keptFor);
        Identities identities = new StoredIdentities(clients, roles);
        HawkAuthenticator authenticator = new HawkAuthenticator(identities, hosts, clock);
        ScopeGuard guard =
                new ScopeGuard(protectedScopes, () -> clients.all().map(client -> client.holder(clock.instant())));
        Service api = AuthApi.of(
                new ClientHandlers(clients, roles, guard, clock),
                new RoleHandlers(roles, guard, clock),
                new ScopeHandlers(roles, authenticator),
                new TestingHandlers(hosts, clock),
                ReachMethods.of(new ExplainHandler(clients, roles, clock), new ReachHandler(clients, roles, clock)));
        return new AuthService(api, authenticator, identities, new Bootstrap(clients, roles, clock));
    }
}

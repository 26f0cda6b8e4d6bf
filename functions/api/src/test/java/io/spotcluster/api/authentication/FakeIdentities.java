package io.spotcluster.api.authentication;

import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Clients and roles in memory. */
final class FakeIdentities implements Identities {
    private final Map<String, Identity> clients = new TreeMap<>();
    private RoleSet roles = RoleSet.NONE;

    /** The token of each client is {@code <clientId>-secret}. */
    FakeIdentities with(String clientId, Instant expires, String... scopes) {
        return with(new Identity(clientId, token(clientId), ScopeSet.of(scopes), expires, false));
    }

    FakeIdentities with(Identity client) {
        clients.put(client.clientId(), client);
        return this;
    }

    FakeIdentities withRoles(Map<String, List<String>> newRoles) {
        roles = RoleSet.compile(roles.version() + 1, newRoles);
        return this;
    }

    static AccessToken token(String clientId) {
        return new AccessToken(clientId + "-secret");
    }

    static Credentials credentials(String clientId) {
        return new Credentials(clientId, token(clientId), Optional.empty());
    }

    @Override
    public Optional<Identity> client(String clientId) {
        return Optional.ofNullable(clients.get(clientId));
    }

    @Override
    public RoleSet roles() {
        return roles;
    }
}

package io.spotcluster.auth;

import io.spotcluster.api.authentication.Identities;
import io.spotcluster.api.authentication.Identity;
import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.auth.clients.Client;
import io.spotcluster.auth.clients.ClientStore;
import io.spotcluster.auth.roles.RoleStore;
import java.util.Optional;

/** Clients and roles for authentication, from the tables, some seconds old at most. */
record StoredIdentities(ClientStore clients, RoleStore roleStore) implements Identities {
    @Override
    public Optional<Identity> client(String clientId) {
        return clients.recent(clientId).map(Client::identity);
    }

    @Override
    public RoleSet roles() {
        return roleStore.recent().compiled();
    }

    @Override
    public void used(Identity client) {
        clients.noteUse(client.clientId());
    }
}

package io.spotcluster.auth.clients;

import io.spotcluster.api.Authority;
import io.spotcluster.api.audit.AuditAction;
import io.spotcluster.api.audit.AuditTrail;
import io.spotcluster.api.audit.AuditedEntity;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Keeps the clients under {@link ClientHandlers#STATIC} as the deployment's configuration has them. */
public final class StaticClients {
    /** They end with the deployment. */
    private static final Instant NEVER = Instant.parse("3000-01-01T00:00:00Z");

    private final ClientStore clients;
    private final AuditTrail audit;
    private final Clock clock;

    public StaticClients(ClientStore clients, AuditTrail audit, Clock clock) {
        this.clients = clients;
        this.audit = audit;
        this.clock = clock;
    }

    /** Makes these clients, or sets them right, and deletes every other static one. Writes only what is not right already. */
    public void ensure(Authority authority, List<StaticClient> targets) {
        targets.forEach(target -> ensure(authority, target));
        Set<String> wanted = targets.stream().map(StaticClient::clientId).collect(Collectors.toSet());
        for (Client client : clients.all(ClientHandlers.STATIC).toList()) {
            if (!wanted.contains(client.clientId())) {
                audit.note(authority, AuditedEntity.client(client.clientId()), AuditAction.DELETED);
                clients.delete(authority, client.clientId());
            }
        }
    }

    private void ensure(Authority authority, StaticClient target) {
        Client.Settings settings = new Client.Settings(target.description(), target.scopes(), NEVER, false);
        Instant now = clock.instant();
        String clientId = target.clientId();
        AuditedEntity entity = AuditedEntity.client(clientId);
        Optional<Client> known = clients.read(clientId);
        if (known.isEmpty()) {
            audit.note(authority, entity, AuditAction.CREATED);
            if (clients.create(authority, Client.create(clientId, settings, target.accessToken(), now))) {
                return;
            }
        }
        UnaryOperator<Client> setRight = client ->
                client.withSettings(settings, now).withDisabled(false, now).withAccessToken(target.accessToken(), now);
        if (known.isEmpty() || !known.get().isSame(setRight.apply(known.get()))) {
            audit.note(authority, entity, AuditAction.UPDATED);
            clients.change(authority, clientId, setRight);
        }
    }
}

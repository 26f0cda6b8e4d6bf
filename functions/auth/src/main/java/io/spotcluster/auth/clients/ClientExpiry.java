package io.spotcluster.auth.clients;

import io.spotcluster.api.Authority;
import io.spotcluster.api.audit.AuditAction;
import io.spotcluster.api.audit.AuditTrail;
import io.spotcluster.api.audit.AuditedEntity;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Predicate;

/** Deletes clients that have expired and were made with {@code deleteOnExpiration}. They are refused before that already. */
public final class ClientExpiry {
    private final ClientStore clients;
    private final AuditTrail audit;
    private final Authority authority;
    private final Clock clock;

    public ClientExpiry(ClientStore clients, AuditTrail audit, Authority authority, Clock clock) {
        this.clients = clients;
        this.audit = audit;
        this.authority = authority;
        this.clock = clock;
    }

    /**
     * To be called every hour or so.
     *
     * @return how many were deleted
     */
    public int sweep() {
        Instant now = clock.instant();
        Predicate<Client> isOver =
                client -> client.deleteOnExpiration() && client.expires().isBefore(now);
        int deleted = 0;
        for (Client client : clients.all().toList()) {
            if (isOver.test(client)) {
                AuditTrail.Noted noted =
                        audit.note(authority, AuditedEntity.client(client.clientId()), AuditAction.EXPIRED);
                if (clients.deleteIf(authority, client.clientId(), isOver)) {
                    deleted++;
                } else {
                    noted.withdraw();
                }
            }
        }
        return deleted;
    }
}

package io.spotcluster.auth.audit;

import io.spotcluster.api.Authority;
import io.spotcluster.api.audit.AuditAction;
import io.spotcluster.api.audit.AuditTrail;
import io.spotcluster.api.audit.AuditedEntity;
import io.spotcluster.auth.tables.AuthTables;
import io.spotcluster.base.Slug;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All entries, each under its entity and under whoever did it. They go when they are older than the retention. */
public final class AuditStore implements AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditStore.class);

    private final Tables tables;
    private final Clock clock;
    private final Duration retention;

    /** Puts entries of one process and one millisecond in the order in which they were made. */
    private final AtomicLong sequence = new AtomicLong();

    public AuditStore(Tables tables, Clock clock, Duration retention) {
        this.tables = tables;
        this.clock = clock;
        this.retention = retention;
    }

    @Override
    public Noted note(Authority authority, AuditedEntity entity, AuditAction action) {
        Instant now = clock.instant();
        AuditEntry entry = new AuditEntry(
                authority.actor(), action.words(), now, entity.type().word(), entity.id());
        String moment = AuthTables.auditMoment(now, sequence.incrementAndGet(), Slug.nice());
        List<Key> keys = List.of(
                new Key(AuthTables.auditOfEntity(entry.entityType(), entry.entityId()), moment),
                new Key(AuthTables.auditOfClient(entry.clientId()), moment));
        tables.writeHints(keys.stream().map(key -> put(key, entry)).toList());
        return () -> withdraw(keys);
    }

    /** Oldest first. */
    Page ofEntity(String entityType, String entityId, int limit, Optional<String> cursor) {
        return page(AuthTables.auditOfEntity(entityType, entityId), limit, cursor);
    }

    /** Oldest first. */
    Page ofClient(String clientId, int limit, Optional<String> cursor) {
        return page(AuthTables.auditOfClient(clientId), limit, cursor);
    }

    private Page page(String partition, int limit, Optional<String> cursor) {
        return tables.query(AuthTables.AUDIT, Query.all(partition, limit).after(cursor));
    }

    private Write put(Key key, AuditEntry entry) {
        Optional<Instant> expires = Optional.of(entry.created().plus(retention));
        return new Write.Put(AuthTables.AUDIT, Item.hint(key, 1, expires, entry.stored()), Condition.always());
    }

    private void withdraw(List<Key> keys) {
        try {
            tables.writeHints(keys.stream()
                    .<Write>map(key -> new Write.Delete(AuthTables.AUDIT, key, Condition.always()))
                    .toList());
        } catch (StoreException e) {
            LOG.warn("The audit history tells of a change that was refused: {}", e.getMessage());
        }
    }
}

package io.spotcluster.api.audit;

import io.spotcluster.api.Authority;
import io.spotcluster.base.RejectedException;
import java.util.function.Supplier;

/**
 * Notes who did what to which entity, and when. An entry is durable before its change begins, so nothing ever happens without
 * one; where the process dies in between, the history tells of a change that did not happen. Entries outlive their entity.
 */
public interface AuditTrail {
    /**
     * Durable when it returns.
     *
     * @throws RuntimeException when it could not be noted: the change must not be made then
     */
    Noted note(Authority authority, AuditedEntity entity, AuditAction action);

    /** An entry that stands. */
    @FunctionalInterface
    interface Noted {
        /** Takes the entry back, since the change was refused and did not happen. Never throws. */
        void withdraw();
    }

    /** Notes what {@code change} is about to do, and takes that back if it is refused with a {@link RejectedException}. */
    default <T> T around(Authority authority, AuditedEntity entity, AuditAction action, Supplier<T> change) {
        Noted noted = note(authority, entity, action);
        try {
            return change.get();
        } catch (RejectedException e) {
            noted.withdraw();
            throw e;
        }
    }
}

package io.spotcluster.auth.clients;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Identity;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.auth.guard.Holder;
import java.time.Instant;
import java.util.List;

/**
 * A client as stored.
 *
 * @param scopes as granted, in the order given
 * @param lastDateUsed exact to some hours only
 * @param lastRotated when the access token was made
 * @param deleteOnExpiration whether the record goes when {@code expires} has passed
 */
public record Client(
        String clientId,
        String description,
        List<String> scopes,
        Instant expires,
        Instant created,
        Instant lastModified,
        Instant lastDateUsed,
        Instant lastRotated,
        boolean disabled,
        boolean deleteOnExpiration,
        AccessToken accessToken) {
    public Client {
        scopes = List.copyOf(scopes);
    }

    /** What an operator may set. */
    public record Settings(String description, List<String> scopes, Instant expires, boolean deleteOnExpiration) {
        public Settings {
            scopes = List.copyOf(scopes);
        }
    }

    static Client create(String clientId, Settings settings, AccessToken accessToken, Instant now) {
        return new Client(
                clientId,
                settings.description(),
                settings.scopes(),
                settings.expires(),
                now,
                now,
                now,
                now,
                false,
                settings.deleteOnExpiration(),
                accessToken);
    }

    Client withSettings(Settings settings, Instant now) {
        return new Client(
                clientId,
                settings.description(),
                settings.scopes(),
                settings.expires(),
                created,
                now,
                lastDateUsed,
                lastRotated,
                disabled,
                settings.deleteOnExpiration(),
                accessToken);
    }

    Client withDisabled(boolean nowDisabled, Instant now) {
        return new Client(
                clientId,
                description,
                scopes,
                expires,
                created,
                now,
                lastDateUsed,
                lastRotated,
                nowDisabled,
                deleteOnExpiration,
                accessToken);
    }

    Client withAccessToken(AccessToken newToken, Instant now) {
        return new Client(
                clientId,
                description,
                scopes,
                expires,
                created,
                now,
                lastDateUsed,
                now,
                disabled,
                deleteOnExpiration,
                newToken);
    }

    Client usedAt(Instant now) {
        return new Client(
                clientId,
                description,
                scopes,
                expires,
                created,
                lastModified,
                now,
                lastRotated,
                disabled,
                deleteOnExpiration,
                accessToken);
    }

    /** But for the times of change and use. */
    boolean isSame(Client other) {
        return usedAt(Instant.EPOCH)
                .modifiedAt(Instant.EPOCH)
                .equals(other.usedAt(Instant.EPOCH).modifiedAt(Instant.EPOCH));
    }

    private Client modifiedAt(Instant now) {
        return new Client(
                clientId,
                description,
                scopes,
                expires,
                created,
                now,
                lastDateUsed,
                now,
                disabled,
                deleteOnExpiration,
                accessToken);
    }

    /** Neither disabled nor expired. */
    public boolean isGoodAt(Instant now) {
        return !disabled && !expires.isBefore(now);
    }

    /** As the guard of protected scopes sees it. */
    public Holder holder(Instant now) {
        return new Holder(clientId, isGoodAt(now) ? scopes : List.of());
    }

    public Identity identity() {
        return new Identity(clientId, accessToken, new ScopeSet(scopes), expires, disabled);
    }
}

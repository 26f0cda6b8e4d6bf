package io.spotcluster.auth;

import io.spotcluster.auth.clients.AesTokenCipher;
import io.spotcluster.auth.clients.ClientExpiry;
import io.spotcluster.auth.clients.ClientStore;
import io.spotcluster.auth.clients.KeyFile;
import io.spotcluster.auth.clients.KeyRotation;
import io.spotcluster.auth.sentry.SentryKeys;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What auth has to have done now and then, by whatever plays the part of a scheduler. */
public final class AuthChores {
    private static final Logger LOG = LoggerFactory.getLogger(AuthChores.class);

    private final ClientStore clients;
    private final ClientExpiry expiry;
    private final Optional<SentryKeys> sentry;

    AuthChores(ClientStore clients, ClientExpiry expiry, Optional<SentryKeys> sentry) {
        this.clients = clients;
        this.expiry = expiry;
        this.sentry = sentry;
    }

    /** Every hour or so: deletes clients and Sentry keys that are over. */
    public void expire() {
        int deletedClients = expiry.sweep();
        int deletedKeys = sentry.map(SentryKeys::deleteExpired).orElse(0);
        if (deletedClients + deletedKeys > 0) {
            LOG.info("deleted {} expired clients and {} expired Sentry keys", deletedClients, deletedKeys);
        }
    }

    /** Keeps the tokens of all clients encrypted with the newest key of a file. */
    public KeyRotation rotation(KeyFile file, AesTokenCipher cipher) {
        return new KeyRotation(file, cipher, clients, Bootstrap.AUTHORITY);
    }
}

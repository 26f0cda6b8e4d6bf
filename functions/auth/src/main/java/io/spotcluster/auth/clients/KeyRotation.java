package io.spotcluster.auth.clients;

import io.spotcluster.api.Authority;
import io.spotcluster.base.Bytes;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows a key file: takes up keys that were added to it, and encrypts with the newest what older ones encrypted. */
public final class KeyRotation {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);

    private final KeyFile file;
    private final AesTokenCipher cipher;
    private final ClientStore clients;
    private final Authority authority;
    private List<Bytes> known = List.of();

    public KeyRotation(KeyFile file, AesTokenCipher cipher, ClientStore clients, Authority authority) {
        this.file = file;
        this.cipher = cipher;
        this.clients = clients;
        this.authority = authority;
    }

    /**
     * To be called at the start and every minute or so.
     *
     * @throws KeyException when the file lacks a key that is needed
     */
    public synchronized void follow() {
        List<Bytes> keys = file.keys();
        if (!keys.equals(known)) {
            file.makeDurable();
            known = keys;
        }
        cipher.replaceKeys(keys);
        int moved = clients.encryptWithNewestKey(authority);
        if (moved > 0) {
            LOG.info("{} access tokens were encrypted anew with the newest key", moved);
        }
        if (keys.size() > 1) {
            file.markUnusedBut(keys.getFirst());
        }
    }
}

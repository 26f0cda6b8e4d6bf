package io.spotcluster.auth.clients;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.base.Bytes;

/** Keeps access tokens unreadable at rest. */
public interface TokenCipher {
    /** What may be stored; it is bound to {@code clientId} and of no use in another client's record. */
    Bytes encrypt(String clientId, AccessToken token);

    /** @throws KeyException when it was encrypted with another key or for another client, or was changed */
    AccessToken decrypt(String clientId, Bytes encrypted);

    /** Whether it was encrypted with the key that is used now, and not with an older one. */
    boolean isNewest(Bytes encrypted);
}

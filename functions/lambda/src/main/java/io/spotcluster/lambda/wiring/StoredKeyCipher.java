package io.spotcluster.lambda.wiring;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.auth.clients.AesTokenCipher;
import io.spotcluster.auth.clients.TokenCipher;
import io.spotcluster.base.Bytes;
import java.util.Optional;
import java.util.function.Supplier;

/** The cipher of access tokens, whose key is read and unwrapped when it is first needed: many requests need none. */
final class StoredKeyCipher implements TokenCipher {
    private final Supplier<TokenKeys> keys;
    private Optional<TokenCipher> cipher = Optional.empty();

    StoredKeyCipher(Supplier<TokenKeys> keys) {
        this.keys = keys;
    }

    @Override
    public Bytes encrypt(String clientId, AccessToken token) {
        return cipher().encrypt(clientId, token);
    }

    @Override
    public AccessToken decrypt(String clientId, Bytes encrypted) {
        return cipher().decrypt(clientId, encrypted);
    }

    @Override
    public boolean isNewest(Bytes encrypted) {
        return cipher().isNewest(encrypted);
    }

    private synchronized TokenCipher cipher() {
        if (cipher.isEmpty()) {
            cipher = Optional.of(new AesTokenCipher(keys.get().read()));
        }
        return cipher.get();
    }
}

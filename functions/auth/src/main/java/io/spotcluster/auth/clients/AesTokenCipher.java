package io.spotcluster.auth.clients;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.base.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256 in Galois counter mode, by the JDK, with several keys: the newest encrypts, each decrypts. An encrypted token is a
 * version byte (2), the name of the key (8 bytes), a random nonce of 12 bytes, and the ciphertext with its tag of 16 bytes;
 * the clientId is authenticated with it. In version 1, which is still read, the name of the key is missing.
 */
public final class AesTokenCipher implements TokenCipher {
    private static final byte VERSION = 2;
    private static final byte NAMELESS = 1;
    private static final int NAME_BYTES = 8;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private volatile List<Named> keys;

    /** @param name tells nothing about the key */
    private record Named(Bytes name, SecretKey key) {
        /** Without the key. */
        @Override
        public String toString() {
            return "Named[]";
        }
    }

    /** With one key of 32 bytes. */
    public AesTokenCipher(Bytes key) {
        this(List.of(key));
    }

    /** @param keys 32 bytes each, newest first; at least one */
    public AesTokenCipher(List<Bytes> keys) {
        this.keys = named(keys);
    }

    /** With the keys in {@code file}, which is made on first use. See {@link KeyFile}. */
    public static AesTokenCipher ofKeyFile(Path file) {
        return new AesTokenCipher(KeyFile.open(file).keys());
    }

    /** Uses other keys from now on; what was encrypted with one that is not among them cannot be read any more. */
    void replaceKeys(List<Bytes> newKeys) {
        keys = named(newKeys);
    }

    @Override
    public Bytes encrypt(String clientId, AccessToken token) {
        Named newest = keys.getFirst();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] text = token.reveal().getBytes(StandardCharsets.UTF_8);
            byte[] sealed =
                    cipher(newest.key(), Cipher.ENCRYPT_MODE, nonce, clientId).doFinal(text);
            return Bytes.wrap(ByteBuffer.allocate(1 + NAME_BYTES + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(newest.name().unsafeArray())
                    .put(nonce)
                    .put(sealed)
                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES/GCM", e);
        }
    }

    @Override
    public AccessToken decrypt(String clientId, Bytes encrypted) {
        List<Named> known = keys;
        ByteBuffer buffer = ByteBuffer.wrap(encrypted.unsafeArray());
        byte version = buffer.hasRemaining() ? buffer.get() : 0;
        if (version == VERSION && buffer.remaining() > NAME_BYTES + NONCE_BYTES) {
            Bytes name = taken(buffer, NAME_BYTES);
            known = known.stream().filter(key -> key.name().equals(name)).toList();
        } else if (version != NAMELESS || buffer.remaining() <= NONCE_BYTES) {
            throw unreadable(clientId, null);
        }
        byte[] nonce = taken(buffer, NONCE_BYTES).unsafeArray();
        byte[] sealed = taken(buffer, buffer.remaining()).unsafeArray();
        @Nullable Exception failure = null;
        for (Named key : known) {
            try {
                byte[] text =
                        cipher(key.key(), Cipher.DECRYPT_MODE, nonce, clientId).doFinal(sealed);
                return new AccessToken(new String(text, StandardCharsets.UTF_8));
            } catch (GeneralSecurityException e) {
                failure = e;
            }
        }
        throw unreadable(clientId, failure);
    }

    @Override
    public boolean isNewest(Bytes encrypted) {
        byte[] bytes = encrypted.unsafeArray();
        return bytes.length > 1 + NAME_BYTES
                && bytes[0] == VERSION
                && Arrays.equals(
                        bytes, 1, 1 + NAME_BYTES, keys.getFirst().name().unsafeArray(), 0, NAME_BYTES);
    }

    private static Cipher cipher(SecretKey key, int mode, byte[] nonce, String clientId)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(clientId.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static Bytes taken(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return Bytes.wrap(bytes);
    }

    private static List<Named> named(List<Bytes> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("at least one key was expected");
        }
        return keys.stream().map(AesTokenCipher::named).toList();
    }

    private static Named named(Bytes key) {
        if (key.length() != KeyFile.KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the key has %d bytes, %d were expected".formatted(key.length(), KeyFile.KEY_BYTES));
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.unsafeArray(), "HmacSHA256"));
            byte[] name = mac.doFinal("name of the key".getBytes(StandardCharsets.UTF_8));
            return new Named(Bytes.wrap(Arrays.copyOf(name, NAME_BYTES)), new SecretKeySpec(key.unsafeArray(), "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static KeyException unreadable(String clientId, @Nullable Exception cause) {
        return new KeyException(
                "the access token of the client '%s' was not encrypted with one of these keys for this client"
                        .formatted(clientId),
                cause);
    }
}

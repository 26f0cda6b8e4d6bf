package io.spotcluster.auth.clients;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.base.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256 in Galois counter mode, by the JDK. An encrypted token is a version byte, a random nonce of 12 bytes, and the
 * ciphertext with its tag of 16 bytes; the clientId is authenticated with it.
 */
public final class AesTokenCipher implements TokenCipher {
    private static final byte VERSION = 1;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    /** @param key 32 bytes */
    public AesTokenCipher(Bytes key) {
        if (key.length() != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the key has %d bytes, %d were expected".formatted(key.length(), KEY_BYTES));
        }
        this.key = new SecretKeySpec(key.toArray(), "AES");
    }

    /**
     * With the key in {@code file} (base64, one line), which is made on first use and then readable by its owner only.
     *
     * @throws UncheckedIOException when the file can neither be read nor made
     * @throws IllegalStateException when it holds no key
     */
    public static AesTokenCipher ofKeyFile(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
            return new AesTokenCipher(Bytes.wrap(key));
        } catch (IOException e) {
            throw new UncheckedIOException("the key file %s can neither be read nor made".formatted(file), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the key file %s does not hold %d bytes in base64".formatted(file, KEY_BYTES), e);
        }
    }

    @Override
    public Bytes encrypt(String clientId, AccessToken token) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] text = token.reveal().getBytes(StandardCharsets.UTF_8);
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, clientId).doFinal(text);
            return Bytes.wrap(ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES/GCM", e);
        }
    }

    @Override
    public AccessToken decrypt(String clientId, Bytes encrypted) {
        ByteBuffer buffer = ByteBuffer.wrap(encrypted.unsafeArray());
        if (buffer.remaining() <= 1 + NONCE_BYTES || buffer.get() != VERSION) {
            throw unreadable(clientId, null);
        }
        byte[] nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        byte[] sealed = new byte[buffer.remaining()];
        buffer.get(sealed);
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, nonce, clientId).doFinal(sealed);
            return new AccessToken(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw unreadable(clientId, e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String clientId) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(clientId.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static IllegalStateException unreadable(String clientId, @Nullable Exception cause) {
        return new IllegalStateException(
                "the access token of the client '%s' was not encrypted with this key for this client"
                        .formatted(clientId),
                cause);
    }

    private static void create(Path file) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        // Written beside and linked into place: a process that dies in between leaves no half of a key, and of two that
        // start at once the first one's key stands.
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Path draft = Files.createTempFile(directory, "key", ".draft", ownerOnly());
        try {
            Files.writeString(draft, Base64.getEncoder().encodeToString(key) + "\n", StandardOpenOption.DSYNC);
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Then that one is the key.
            return;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }
}

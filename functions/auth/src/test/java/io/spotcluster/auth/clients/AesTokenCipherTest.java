package io.spotcluster.auth.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.base.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AesTokenCipherTest {
    private static final AccessToken TOKEN = new AccessToken("token-0123456789-token");

    private final TokenCipher cipher = new AesTokenCipher(Bytes.wrap(new byte[32]));

    @Test
    void whatWasEncryptedIsDecrypted() {
        assertThat(cipher.decrypt("x", cipher.encrypt("x", TOKEN))).isEqualTo(TOKEN);
    }

    @Test
    void theTokenCannotBeSeen() {
        Bytes encrypted = cipher.encrypt("x", TOKEN);

        assertThat(encrypted.asUtf8()).doesNotContain("token");
        assertThat(cipher.encrypt("x", TOKEN)).isNotEqualTo(encrypted);
    }

    @Test
    void itIsOfNoUseInAnotherRecord() {
        Bytes encrypted = cipher.encrypt("x", TOKEN);

        assertThatThrownBy(() -> cipher.decrypt("y", encrypted)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anyChangeIsNoticed() {
        byte[] encrypted = cipher.encrypt("x", TOKEN).toArray();

        for (int i = 0; i < encrypted.length; i++) {
            byte[] changed = encrypted.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> cipher.decrypt("x", Bytes.wrap(changed)))
                    .as("byte %d", i)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageNotContaining("token-");
        }
        assertThatThrownBy(() -> cipher.decrypt("x", Bytes.EMPTY)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherKeyDoesNotDecrypt() {
        byte[] key = new byte[32];
        key[0] = 1;
        Bytes encrypted = cipher.encrypt("x", TOKEN);

        assertThatThrownBy(() -> new AesTokenCipher(Bytes.wrap(key)).decrypt("x", encrypted))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theKeyFileIsMadeOnceForItsOwnerAlone(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("secrets").resolve("key");

        Bytes encrypted = AesTokenCipher.ofKeyFile(file).encrypt("x", TOKEN);

        assertThat(AesTokenCipher.ofKeyFile(file).decrypt("x", encrypted)).isEqualTo(TOKEN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void twoWhoStartAtOnceShareOneKey(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("key");
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            List<Future<TokenCipher>> started = IntStream.range(0, 8)
                    .mapToObj(i -> executor.<TokenCipher>submit(() -> AesTokenCipher.ofKeyFile(file)))
                    .toList();
            Bytes encrypted = AesTokenCipher.ofKeyFile(file).encrypt("x", TOKEN);
            for (Future<TokenCipher> other : started) {
                assertThat(other.get().decrypt("x", encrypted)).isEqualTo(TOKEN);
            }
        }
    }

    @Test
    void aKeyFileWithoutAKeyIsRefusedAndKept(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "AAAA\n");

        assertThatThrownBy(() -> AesTokenCipher.ofKeyFile(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("32 bytes");
        assertThat(file).hasContent("AAAA");
    }
}

package io.spotcluster.auth.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.Authority;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.auth.tables.AuthTables;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.testkit.HandTurnedClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {
    private static final Authority TEST = new Authority.BackgroundLoop("test");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private final HandTurnedClock clock = new HandTurnedClock();
    private final Tables tables = new MemoryTables(clock);

    /** One process with its own memory. */
    private final class Server {
        final KeyFile file = KeyFile.open(folder.resolve("key"));
        final AesTokenCipher cipher = new AesTokenCipher(file.keys());
        final ClientStore store = new ClientStore(tables, cipher, clock, Duration.ZERO);
        final KeyRotation rotation = new KeyRotation(file, cipher, store, TEST);

        void make(String clientId) {
            store.create(
                    TEST,
                    Client.create(
                            clientId,
                            new Client.Settings(
                                    "", List.of("a"), clock.instant().plus(Duration.ofDays(1)), false),
                            new AccessToken("token-of-" + clientId),
                            clock.instant()));
        }

        void readsAll() {
            for (String clientId : List.of("x", "y", "z")) {
                assertThat(store.read(clientId).orElseThrow().accessToken().reveal())
                        .isEqualTo("token-of-" + clientId);
            }
        }
    }

    private Server process;

    @BeforeEach
    void start() {
        process = new Server();
        process.make("x");
        process.make("y");
        process.make("z");
    }

    private long version(String clientId) {
        return tables.get(AuthTables.CLIENTS, AuthTables.client(clientId))
                .map(Item::version)
                .orElseThrow();
    }

    private String fileText() throws IOException {
        return Files.readString(folder.resolve("key"));
    }

    @Test
    void aNewKeyIsTakenUpWithoutARestartAndTheOldOneBecomesUnused() throws IOException {
        process.file.addNewest();
        process.readsAll();
        process.rotation.follow();

        process.readsAll();
        assertThat(version("x")).isEqualTo(2);
        assertThat(fileText().lines().toList())
                .satisfiesExactly(
                        newest -> assertThat(newest).doesNotContain("unused"),
                        old -> assertThat(old).endsWith(" unused"));
        assertThat(process.file.retireUnused()).isEqualTo(new KeyFile.Retired(1, 0));
        process.rotation.follow();
        process.readsAll();
        new Server().readsAll();
        assertThat(version("x")).isEqualTo(2);
    }

    @Test
    void whatIsEncryptedWithTheNewestKeyIsNotWritten() {
        process.rotation.follow();
        process.rotation.follow();

        assertThat(version("x")).isEqualTo(1);
    }

    @Test
    void anotherProcessThatHasNotSeenTheNewKeyStillReadsWhatTheOldOneEncrypted() {
        Server other = new Server();
        process.file.addNewest();
        other.readsAll();
        other.make("late");
        process.rotation.follow();
        other.rotation.follow();

        other.readsAll();
        assertThat(process.store.read("late")).isPresent();
    }

    @Test
    void aKeyThatIsStillNeededIsNotTakenOut() throws IOException {
        process.file.addNewest();

        assertThat(process.file.retireUnused()).isEqualTo(new KeyFile.Retired(0, 1));
        assertThat(fileText().lines()).hasSize(2);
    }

    @Test
    void aStartWithoutANeededKeyIsRefusedByName() throws IOException {
        Files.delete(folder.resolve("key"));
        Server wrong = new Server();

        assertThatThrownBy(wrong.rotation::follow)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'x'")
                .hasMessageNotContaining("token-of");
    }

    @Test
    void tokensOfTheFirstFormatAreReadAndWrittenAnew() {
        // Version 1 is version 2 without the name of the key, encrypted alike.
        byte[] second =
                process.cipher.encrypt("x", new AccessToken("token-of-x")).toArray();
        byte[] first = new byte[second.length - 8];
        first[0] = 1;
        System.arraycopy(second, 9, first, 1, first.length - 1);

        assertThat(process.cipher
                        .decrypt("x", io.spotcluster.base.Bytes.wrap(first))
                        .reveal())
                .isEqualTo("token-of-x");
        assertThat(process.cipher.isNewest(io.spotcluster.base.Bytes.wrap(first)))
                .isFalse();
        assertThat(process.cipher.isNewest(io.spotcluster.base.Bytes.wrap(second)))
                .isTrue();
    }

    @Test
    void theFileStaysItsOwnersAlone() throws IOException {
        process.file.addNewest();
        process.rotation.follow();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key"))))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }
}

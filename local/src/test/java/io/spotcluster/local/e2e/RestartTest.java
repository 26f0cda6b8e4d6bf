package io.spotcluster.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.client.ApiClient;
import io.spotcluster.base.Slug;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, ending, starting again, and starting what cannot start. */
class RestartTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void dataAndRootCredentialsOutliveARestart() throws Exception {
        String taskId = Slug.nice();
        String environment;
        int port;
        try (ForkedServer server = ForkedServer.start(folder, 0, "none");
                ApiClient api = server.client()) {
            new QueueUser(api, server.root()).create(taskId, taskId, "tests/restart", List.of(), Map.of());
            environment = Files.readString(server.environmentFile());
            port = server.port();

            ForkedServer.End end = server.terminate();
            assertThat(end.exitCode()).isEqualTo(128 + 15);
            assertThat(end.console()).contains("is ready at", "Ending ...").doesNotContain("\tat ");
        }
        try (ForkedServer server = ForkedServer.start(folder, port, "none");
                ApiClient api = server.client()) {
            assertThat(Files.readString(server.environmentFile())).isEqualTo(environment);
            assertThat(new QueueUser(api, server.root()).state(taskId)).isEqualTo("pending");
        }
    }

    @Test
    void onlyTheOwnerReadsWhatIsSecret() throws Exception {
        try (ForkedServer server = ForkedServer.start(folder.resolve("data"), 0, "none")) {
            assertThat(mode(server.environmentFile())).isEqualTo("rw-------");
            assertThat(mode(folder.resolve("data"))).isEqualTo("rwx------");
            try (var keys = Files.list(folder.resolve("data").resolve("keys"))) {
                for (Path key : keys.toList()) {
                    assertThat(mode(key)).as(key.toString()).isEqualTo("rw-------");
                }
            }
        }
    }

    @Test
    void aSecondServerOnTheSameDataIsRefusedAndTheFirstGoesOnUndisturbed() throws Exception {
        try (ForkedServer first = ForkedServer.start(folder, 0, "none");
                ApiClient api = first.client()) {
            String environment = Files.readString(first.environmentFile());

            ForkedServer.End second = ForkedServer.endOf(folder, 0, "--workers", "none");

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.console())
                    .startsWith("spotcluster: ")
                    .contains(folder.toString(), "in use by another Spotcluster")
                    .doesNotContain("\tat ");
            assertThat(first.environmentFile()).content().isEqualTo(environment);
            String taskId = Slug.nice();
            QueueUser queue = new QueueUser(api, first.root());
            queue.create(taskId, taskId, "tests/restart", List.of(), Map.of());
            assertThat(queue.state(taskId)).isEqualTo("pending");
        }
    }

    @Test
    void aTakenPortIsRefusedByItsNumber() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ForkedServer.End end = ForkedServer.endOf(folder, taken.getLocalPort(), "--workers", "none");

            assertThat(end.exitCode()).isEqualTo(1);
            assertThat(end.console())
                    .startsWith("spotcluster: cannot listen")
                    .contains("port " + taken.getLocalPort())
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aClaimTimeoutThatNoWorkerCouldKeepIsRefusedAsAMistakeOfTheCommandLine() throws Exception {
        ForkedServer.End end = ForkedServer.endOf(folder, 0, "--claim-timeout", "100");

        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.console()).contains("--claim-timeout is 100", "240").doesNotContain("\tat ");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}

package io.spotcluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.auth.clients.KeyFile;
import io.spotcluster.local.server.DataFolder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotateKeyCommandTest {
    private final StringWriter console = new StringWriter();

    @TempDir
    private Path data = Path.of("");

    private int rotate(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "rotate-key";
        arguments[1] = "--data";
        arguments[2] = data.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return LocalMain.commandLine()
                .setOut(new PrintWriter(console, true))
                .setErr(new PrintWriter(console, true))
                .execute(arguments);
    }

    @Test
    void aKeyIsAddedInFrontAndTheOldOneKeptWhileItIsNeeded() {
        KeyFile file = KeyFile.open(data.resolve(DataFolder.TOKEN_KEY));
        var old = file.keys().getFirst();

        assertThat(rotate()).isZero();

        assertThat(file.keys()).hasSize(2).last().isEqualTo(old);
        assertThat(rotate("--retire")).isEqualTo(1);
        assertThat(console.toString()).contains("1 older keys are still needed");
        assertThat(file.keys()).hasSize(2);
    }

    @Test
    void whereThereIsNoInstanceNothingIsMade() {
        assertThat(rotate()).isEqualTo(2);

        assertThat(console.toString()).contains("no instance has a key file");
        assertThat(data.resolve("keys")).doesNotExist();
    }
}

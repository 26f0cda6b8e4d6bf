package io.spotcluster.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that are reviewed as a diff. {@code SPOTCLUSTER_WRITE_SNAPSHOTS=1} writes them anew, for the commit. */
final class Snapshots {
    private static final Path FOLDER = Path.of("src/test/resources/io/spotcluster/infra");

    private Snapshots() {}

    static void compare(String name, String actual) {
        Path file = FOLDER.resolve(name);
        try {
            if ("1".equals(System.getenv("SPOTCLUSTER_WRITE_SNAPSHOTS"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, actual);
            }
            assertThat(actual)
                    .as(
                            "%s differs; if it should, run this test with SPOTCLUSTER_WRITE_SNAPSHOTS=1 and review the diff",
                            file)
                    .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

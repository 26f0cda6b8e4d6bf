package io.spotcluster.worker.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No archive writes outside of the folder that it is unpacked into. */
final class ExtractionTargetTest {
    private final Path outside;
    private final Path root;
    private final ExtractionTarget target;

    ExtractionTargetTest(@TempDir Path folder) throws IOException {
        outside = folder;
        root = Files.createDirectory(folder.resolve("root"));
        target = new ExtractionTarget(root);
    }

    @AfterEach
    void nothingCameOutside() throws IOException {
        try (Stream<Path> paths = Files.list(outside)) {
            assertThat(paths).containsExactly(root);
        }
    }

    private static InputStream content() {
        return new ByteArrayInputStream("x".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "/evil", "..", ".", ""})
    void namesThatLeadOutAreRefused(String name) {
        assertThatThrownBy(() -> target.file(name, content(), false)).isInstanceOf(MountFailedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../..", "/etc", "a/../../x"})
    void linksThatLeadOutAreRefused(String pointsTo) {
        assertThatThrownBy(() -> target.link("link", pointsTo)).isInstanceOf(MountFailedException.class);
        assertThat(root.resolve("link")).doesNotExist();
    }

    @Test
    void linksThatLeadOutThroughOtherLinksAreRefused() throws IOException {
        target.directory("a/b");
        target.link("here", "a/b");

        assertThatThrownBy(() -> target.link("a/up", "../here/../../..")).isInstanceOf(MountFailedException.class);
    }

    @Test
    void nothingIsWrittenThroughALinkThatLeadsOut() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), outside);

        assertThatThrownBy(() -> target.file("out/evil", content(), false)).isInstanceOf(MountFailedException.class);
        assertThatThrownBy(() -> target.directory("out/evil")).isInstanceOf(MountFailedException.class);
        assertThatThrownBy(() -> target.hardLink("copy", "out/root")).isInstanceOf(MountFailedException.class);
    }

    @Test
    void aFileInPlaceOfALinkReplacesTheLinkAndNotItsTarget() throws IOException {
        target.file("real", content(), false);
        target.link("link", "real");

        target.file("link", new ByteArrayInputStream("new".getBytes(StandardCharsets.UTF_8)), true);

        assertThat(root.resolve("real")).hasContent("x");
        assertThat(root.resolve("link")).hasContent("new").isExecutable();
    }
}

package io.spotcluster.worker.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders go whole, and nothing that their links point to. */
final class FileTreeTest {
    @Test
    void linksAreDeletedAndNotFollowed(@TempDir Path folder) throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("file"), "keep");
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("a/b"));
        Files.createSymbolicLink(tree.resolve("a/link"), outside);
        Files.createSymbolicLink(tree.resolve("dangling"), folder.resolve("nothing"));

        FileTree.delete(tree);

        assertThat(tree).doesNotExist();
        assertThat(outside.resolve("file")).hasContent("keep");
    }

    @Test
    void aLinkInTheTreesPlaceIsDeletedAlone(@TempDir Path folder) throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), outside);

        FileTree.delete(link);

        assertThat(link).doesNotExist();
        assertThat(outside).isDirectory();
    }

    @Test
    void foldersThatMayNotBeWrittenToGoToo(@TempDir Path folder) throws IOException {
        Path closed = Files.createDirectories(folder.resolve("tree/closed"));
        Files.writeString(closed.resolve("file"), "x");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));

        FileTree.delete(folder.resolve("tree"));

        assertThat(folder.resolve("tree")).doesNotExist();
    }
}

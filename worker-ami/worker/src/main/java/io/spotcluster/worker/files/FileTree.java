package io.spotcluster.worker.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Deletes folders that tasks wrote to. */
public final class FileTree {
    private FileTree() {}

    /**
     * Deletes {@code root} and everything below. Symbolic links are deleted, never followed; folders that their owner may
     * not write to are opened up first. No process may be writing there any more.
     *
     * @throws IOException the first failure, after everything else was deleted
     */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Deletion deletion = new Deletion();
        Files.walkFileTree(root, deletion);
        IOException failure = deletion.firstFailure;
        if (failure != null) {
            throw failure;
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        private @Nullable IOException firstFailure;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (!Files.isWritable(directory) || !Files.isExecutable(directory)) {
                openUp(directory);
            }
            return FileVisitResult.CONTINUE;
        }

        /** A folder that could not be listed is opened up and tried once more. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            if (failure instanceof AccessDeniedException
                    && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                    && openUp(file)) {
                try {
                    Files.walkFileTree(file, this);
                    return FileVisitResult.CONTINUE;
                } catch (IOException e) {
                    note(e);
                }
            } else if (!(failure instanceof NoSuchFileException)) {
                note(failure);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            if (failure != null) {
                note(failure);
            }
            delete(directory);
            return FileVisitResult.CONTINUE;
        }

        private static boolean openUp(Path directory) {
            try {
                boolean closed =
                        !(Files.isReadable(directory) && Files.isWritable(directory) && Files.isExecutable(directory));
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
                return closed;
            } catch (IOException | UnsupportedOperationException e) {
                return false;
            }
        }

        private void delete(Path path) {
            try {
                Files.deleteIfExists(path);
            } catch (AccessDeniedException e) {
                if (!deleteUnprotected(path)) {
                    note(e);
                }
            } catch (DirectoryNotEmptyException e) {
                // Something in it could not be deleted, and that was noted already.
                note(e);
            } catch (IOException e) {
                note(e);
            }
        }

        /** Windows deletes no file with the attribute read-only, which for example Git gives to its objects. */
        private static boolean deleteUnprotected(Path path) {
            DosFileAttributeView attributes =
                    Files.getFileAttributeView(path, DosFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            try {
                if (attributes == null || !attributes.readAttributes().isReadOnly()) {
                    return false;
                }
                attributes.setReadOnly(false);
                return Files.deleteIfExists(path);
            } catch (IOException e) {
                return false;
            }
        }

        private void note(IOException failure) {
            if (firstFailure == null) {
                firstFailure = failure;
            }
        }
    }
}
